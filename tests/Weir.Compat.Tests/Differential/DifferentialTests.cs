using System.Globalization;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Differential;

/// <summary>
/// Random sequences of requests, put to Weir and to Apache Kafka in the raw protocol at every version: the same answers, field by field.
/// <c>WEIR_DIFF_SEQUENCES</c> asks for more of them, from a seed of the moment or from <c>WEIR_SEED</c>;
/// <c>WEIR_DIFF_THEME</c> asks those of some themes only, with commas between.
/// </summary>
public sealed class DifferentialTests(BrokerPair brokers, ITestOutputHelper output) : IClassFixture<BrokerPair>
{
    private const int SequencesInCi = 8;
    private const int StepsInSequence = 30;
    private const int MostDifferences = 12;

    private static readonly int? Sequences = Number("WEIR_DIFF_SEQUENCES");
    private static readonly int? Seed = Number("WEIR_SEED");

    public static TheoryData<string> Themes => [.. StepKinds.Themes.Keys.Where(theme => Environment.GetEnvironmentVariable("WEIR_DIFF_THEME") is not { Length: > 0 } only || only.Split(',').Contains(theme))];

    [Theory]
    [MemberData(nameof(Themes))]
    public async Task Sequences_are_answered_as_by_Kafka(string theme)
    {
        var first = Seed ?? (Sequences is null ? 1 : Random.Shared.Next(1_000_000) * 1000);
        var differences = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var seed = first; seed < first + (Sequences ?? SequencesInCi) && differences.Count < MostDifferences; seed++)
        {
            var steps = StepKinds.Sequence(theme, new Dice(seed, brokers.Versions), StepsInSequence);
            if (await brokers.RunAsync(steps) is { } difference && !differences.ContainsKey(difference.Subject))
            {
                var shrunk = await Shrinker.ShrinkAsync(steps, difference, brokers.RunAsync);
                differences.TryAdd(difference.Subject, $"{theme}, seed {seed} (WEIR_DIFF_SEQUENCES=1 WEIR_SEED={seed})\n{shrunk}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences.Values));
        output.WriteLine($"{theme}: seeds {first} to {first + (Sequences ?? SequencesInCi) - 1}, {StepsInSequence} steps each");
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
