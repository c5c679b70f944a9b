using Weir.Broker.Tests.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Wire;

/// <summary>StreamsGroupHeartbeat and StreamsGroupDescribe over a socket: the broker creates internal topics, and the group outlives it.</summary>
public sealed class StreamsWireTests
{
    [Fact]
    public async Task Internal_topics_are_created_and_the_group_survives_a_restart()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.SendAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(NoDelay(), 1);
            StreamsGroupHeartbeatResponse joined = await SendAsync(client, Joining());
            Assert.Equal((ErrorCode.None, "Internal topics are missing: log, rep"), (joined.ErrorCode, Assert.Single(joined.Status!).StatusDetail));
            Assert.Equal((2, 2), (broker.Topic("rep").Partitions.Count, broker.Topic("log").Partitions.Count));
            Assert.Equal("compact", broker.Topic("log").Config.Overrides["cleanup.policy"]);

            StreamsGroupHeartbeatResponse ready = await BeatAsync(client, joined.MemberEpoch);
            Assert.Equal("0_0 0_1 1_0 1_1", StreamsScene.Tasks(ready));
        }

        await broker.RestartAsync();
        using WireClient again = await broker.ConnectAsync();
        StreamsGroupDescribeResponse.DescribedGroup group = await DescribeAsync(again);
        Assert.Equal(("Stable", 2), (group.GroupState, group.Topology!.Subtopologies!.Count));
        Assert.Equal("0_0 0_1 1_0 1_1", StreamsScene.Text(Assert.Single(group.Members).Assignment));
        Assert.Null((await BeatAsync(again, group.GroupEpoch)).ActiveTasks);
    }

    [Fact]
    public async Task Internal_topic_that_cannot_be_created_is_told_of_with_the_reason()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        StreamsGroupHeartbeatRequest request = Joining();
        request.Topology!.Subtopologies[1].StateChangelogTopics[0].ReplicationFactor = 3;
        StreamsGroupHeartbeatResponse joined = await SendAsync(client, request);

        string told = Assert.Single(joined.Status!, status => status.StatusCode == 3).StatusDetail;
        Assert.StartsWith("Internal topics are missing: log, rep; Creation failed: log (Replication factor 3", told, StringComparison.Ordinal);
        Assert.Equal("NotReady", (await DescribeAsync(client)).GroupState);
    }

    [Fact]
    public async Task Topics_the_broker_needs_itself_or_nobody_can_have_are_refused()
    {
        await using GroupBroker broker = await GroupBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        foreach ((string name, string problem) in new[] { ("__consumer_offsets", "prohibited"), ("not a name", "not valid topic names") })
        {
            StreamsGroupHeartbeatRequest request = Joining();
            request.Topology!.Subtopologies[0].SourceTopics = [name];
            StreamsGroupHeartbeatResponse refused = await SendAsync(client, request);
            Assert.Equal(ErrorCode.StreamsInvalidTopology, refused.ErrorCode);
            Assert.Contains(problem, refused.ErrorMessage, StringComparison.Ordinal);
        }

        Assert.Equal(ErrorCode.GroupIdNotFound, (await DescribeAsync(client)).ErrorCode);
    }

    private static StreamsGroupHeartbeatRequest Joining()
    {
        StreamsGroupHeartbeatRequest request = StreamsScene.Joining("m1");
        request.Topology!.Subtopologies[0].SourceTopics = ["t"];
        request.Topology.Subtopologies[1].StateChangelogTopics[0].TopicConfigs.Add(new() { Key = "cleanup.policy", Value = "compact" });
        return request;
    }

    private static IncrementalAlterConfigsRequest NoDelay() => new()
    {
        Resources = [new() { ResourceType = 32, ResourceName = GroupHarness.GroupId, Configs = [new() { Name = "streams.initial.rebalance.delay.ms", Value = "0" }] }],
    };

    private static Task<StreamsGroupHeartbeatResponse> BeatAsync(WireClient client, int epoch) =>
        SendAsync(client, new() { GroupId = GroupHarness.GroupId, MemberId = "m1", MemberEpoch = epoch });

    private static Task<StreamsGroupHeartbeatResponse> SendAsync(WireClient client, StreamsGroupHeartbeatRequest request) =>
        client.SendAsync<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse>(request, 0);

    private static async Task<StreamsGroupDescribeResponse.DescribedGroup> DescribeAsync(WireClient client)
    {
        var request = new StreamsGroupDescribeRequest { GroupIds = [GroupHarness.GroupId] };
        return Assert.Single((await client.SendAsync<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(request, 0)).Groups);
    }
}
