using Weir.Compat.Tests.Harness;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Commands;

/// <summary>Weir and Apache Kafka are asked the same about levels of features, up, down and sideways, and must say the same.</summary>
[Collection<CommandTargetsCollection>]
public sealed class FeatureAnswersTests(CommandTargets targets)
{
    private static readonly (string Name, short[] Levels)[] Asked =
    [
        ("metadata.version", [-1, 0, 6, 7, 21, 22, 29, 30, 31]),
        ("transaction.version", [-1, 0, 1, 2, 3]),
        ("group.version", [0, 1, 2]),
        ("share.version", [0, 1, 2]),
        ("no.such", [-1, 0, 1]),
        ("", [1]),
    ];

    [CompatFact]
    public async Task Levels_are_refused_in_Kafkas_words()
    {
        string[] answers = [await AskAsync("Apache Kafka"), await AskAsync("Weir")];
        TestContext.Current.TestOutputHelper?.WriteLine(answers[0]);
        Assert.Equal(answers[0].Split('\n'), answers[1].Split('\n'));
    }

    private async Task<string> AskAsync(string broker)
    {
        using var client = await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker));
        var answers = new List<string>();
        foreach (var (name, levels) in Asked)
        {
            foreach (short level in levels)
            {
                foreach (sbyte type in new sbyte[] { 0, 1, 2, 3, 4 })
                {
                    var response = await client.CallAsync<UpdateFeaturesRequest, UpdateFeaturesResponse>(
                        new() { ValidateOnly = true, TimeoutMs = 30_000, FeatureUpdates = [new() { Feature = name, MaxVersionLevel = level, UpgradeType = type }] }, 2);
                    answers.Add($"{name}={level} type {type}: {response.ErrorCode} {response.ErrorMessage}");
                }
            }
        }

        return string.Join('\n', answers);
    }
}
