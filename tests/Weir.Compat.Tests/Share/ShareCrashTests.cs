using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Share;

/// <summary>What a share group knows survives a broker that is killed, in records that Kafka's dump tool reads.</summary>
public sealed class ShareCrashTests(CompatEnvironment environment)
{
    [CompatFact]
    public async Task Killed_broker_comes_back_with_members_start_offsets_and_delivery_counts()
    {
        await using var broker = await BrokerProcess.StartAsync(BrokerProcess.Target);
        int epoch;
        using (var ask = await AskAsync(broker))
        {
            await ask.CreateTopicAsync();
            await ask.ConfigureAsync(("share.auto.offset.reset", "earliest"));
            await ask.ProduceAsync(4);
            epoch = await ask.JoinAsync();
            await ask.FetchAsync(0, maxWaitMs: 5000);
            await ask.AcknowledgeAsync(1, acknowledgements: [(0, 0, [1]), (1, 1, [2]), (2, 2, [1])]);
            Assert.Contains("0 None", ask.Answers, StringComparison.Ordinal);
            await broker.KillAsync();
        }

        await broker.StartAsync();
        using (var ask = await AskAsync(broker))
        {
            await ask.FindTopicAsync();
            Assert.Equal(Weir.Protocol.ErrorCode.None, (await ask.HeartbeatAsync(epoch)).ErrorCode);
            await ask.FetchAsync(0, maxWaitMs: 5000);
            Assert.EndsWith("records 0-3 acquired 1-1x2 3-3x1\n", ask.Answers, StringComparison.Ordinal);
        }

        await broker.StopAsync();
        string states = await DumpAsync(broker, "__share_group_state-*", "--share-group-state-decoder");
        Assert.Contains("\"groupId\":\"g\"", states, StringComparison.Ordinal);
        Assert.Contains("\"deliveryState\":2", states, StringComparison.Ordinal);
        string members = await DumpAsync(broker, "__consumer_offsets-*", "--offsets-decoder");
        Assert.Contains($"\"memberId\":\"{ShareInterview.Member}\"", members, StringComparison.Ordinal);
        Assert.Contains("\"initializedTopics\":[{", members, StringComparison.Ordinal);
    }

    private static async Task<ShareInterview> AskAsync(BrokerProcess broker) => new(await WireCaller.ConnectAsync(broker.BootstrapServers), "t", "g");

    private async Task<string> DumpAsync(BrokerProcess broker, string partitions, string decoder)
    {
        IEnumerable<string> files = Directory.GetDirectories(broker.DataDirectory, partitions).SelectMany(folder => Directory.GetFiles(folder, "*.log"));
        var result = await environment.Tools.RunAsync("org.apache.kafka.tools.DumpLogSegments", ["--files", string.Join(',', files), decoder], "");
        return result.Succeeded().Output;
    }
}
