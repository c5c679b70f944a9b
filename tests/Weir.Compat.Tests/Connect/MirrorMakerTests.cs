using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>MirrorMaker 2 between Apache Kafka and Weir, both ways at once.</summary>
public sealed class MirrorMakerTests
{
    [CompatFact]
    public async Task Topics_settings_and_groups_move_over_both_ways_and_over_a_kill()
    {
        await using var kafka = await BrokerProcess.StartAsync(BrokerKind.Kafka);
        await using var weir = await BrokerProcess.StartAsync(BrokerProcess.Target);
        var clusters = new Dictionary<string, string> { ["kafka"] = kafka.BootstrapServers, ["weir"] = weir.BootstrapServers };
        await using var away = new MirrorLeg("weir", weir.BootstrapServers, "kafka", kafka.BootstrapServers);
        await using var home = new MirrorLeg("kafka", kafka.BootstrapServers, "weir", weir.BootstrapServers);
        Task BothAsync(Func<MirrorLeg, Task> step) => Task.WhenAll(step(away), step(home));

        await using var mirror = await MirrorMakerProcess.StartAsync(clusters, MirrorLeg.Prefix);
        await BothAsync(leg => leg.FillAsync(120));
        await BothAsync(leg => leg.UntilCopiedAsync());
        await BothAsync(leg => leg.UntilGroupIsTranslatedAsync());
        await BothAsync(leg => leg.UntilMirrorHasCommittedAsync());
        await BothAsync(leg => leg.AlterAsync());
        await BothAsync(leg => leg.AssertMirrorKeepsItsBooksAsync());
        Assert.DoesNotContain("UnsupportedVersionException", mirror.Errors);

        await mirror.KillAsync();
        await BothAsync(leg => leg.WriteAsync(60));
        mirror.Start();
        await BothAsync(leg => leg.UntilCopiedAsync());
        await BothAsync(leg => leg.AssertGroupGoesOnAsync(60));
    }
}
