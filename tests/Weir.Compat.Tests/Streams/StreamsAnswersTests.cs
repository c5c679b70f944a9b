using Weir.Compat.Tests.Commands;
using Weir.Compat.Tests.Harness;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Streams;

/// <summary>Weir and Apache Kafka are asked the same about streams groups (KIP-1071), and must answer the same.</summary>
[Collection<CommandTargetsCollection>]
public sealed class StreamsAnswersTests(CommandTargets targets)
{
    [CompatFact]
    public Task Requests() => CompareAsync(async ask =>
    {
        await ask.PrepareAsync();
        await ask.CreateAsync(ask.Input);
        foreach (Action<StreamsGroupHeartbeatRequest> spoil in Spoilers(ask))
        {
            await ask.JoinAsync(change: spoil);
        }

        await ask.DescribeAsync();
        await ask.ListAsync();
    });

    [CompatFact]
    public Task Membership() => CompareAsync(async ask =>
    {
        await CreateAllAsync(ask);
        await ask.BeatAsync(3);
        await ask.BeatAsync(-1);
        await ask.DescribeAsync();
        await ask.JoinAsync(change: request =>
        {
            request.RackId = "r1";
            request.ClientTags = [new() { Key = "zone", Value = "z" }, new() { Key = "cluster", Value = "c" }];
        });
        await ask.DescribeAsync(withSizes: false);
        await ask.ListAsync();
        await ask.BeatAsync(2, active: "0_0 0_1 1_0 1_1");
        await ask.BeatAsync(2);
        await ask.BeatAsync(1);
        await ask.BeatAsync(1, active: "0_0");
        await ask.BeatAsync(3);
        await ask.BeatAsync(2, StreamsInterview.Two);
        await ask.BeatAsync(-1, StreamsInterview.Two);
        await ask.BeatAsync(2, active: "7_0");
        await ask.BeatAsync(2, active: "0_2");
        await ask.JoinAsync();
        await ask.JoinAsync(change: request => request.Topology!.Epoch = 1);
        await ask.JoinAsync(change: request => request.Topology!.Subtopologies[0].RepartitionSinkTopics.Clear());
        await ask.JoinAsync(change: request => request.Topology!.Subtopologies.Reverse());
        await ask.AskAsAnotherKindAsync();
        await ask.JoinClassicAsync();
        await ask.DeleteAsync();
        await ask.BeatAsync(-1);
        await ask.DescribeAsync();
        await ask.ListAsync();
        await ask.AskAsAnotherKindAsync();
        await ask.JoinAsync();
        await ask.BeatAsync(-1);
        await ask.DeleteAsync();
        await ask.DeleteAsync();
        await ask.DescribeAsync();
        await ask.JoinAsync();
        await ask.BeatAsync(-1);
        await ask.JoinClassicAsync(await ask.JoinClassicAsync());
        await ask.DescribeAsync();
    });

    [CompatFact]
    public Task Rebalances() => CompareAsync(async ask =>
    {
        await CreateAllAsync(ask);
        await ask.JoinAsync();
        await ask.JoinAsync(StreamsInterview.Two);
        StreamsGroupHeartbeatResponse asked = await ask.BeatAsync(2);
        await ask.DescribeAsync();
        await ask.BeatAsync(3, StreamsInterview.Two);
        await ask.BeatAsync(2);
        string kept = string.Join(' ', asked.ActiveTasks!.SelectMany(task => task.Partitions.Select(partition => $"{task.SubtopologyId}_{partition}")));
        await ask.BeatAsync(2, active: kept);
        await ask.BeatAsync(3, StreamsInterview.Two);
        await ask.DescribeAsync();
        await ask.ConfigureAsync(("streams.num.standby.replicas", "1"));
        await ask.CatchUpAsync();
        await ask.BeatAsync(3);
        await ask.BeatAsync(3, StreamsInterview.Two);
        await ask.DescribeAsync();
        await ask.BeatAsync(-1, StreamsInterview.Two);
        await ask.DescribeAsync();
        await ask.BeatAsync(4);
        await ask.ConfirmAsync(4, "0_0 0_1 1_0 1_1");
        await ask.DescribeAsync();
    });

    [CompatFact]
    public Task Records() => CompareAsync(async ask =>
    {
        await CreateAllAsync(ask, standbyReplicas: 1);
        await ask.JoinAsync(change: request =>
        {
            request.RackId = "r1";
            request.UserEndpoint = new() { Host = "h1", Port = 8080 };
            request.ClientTags = [new() { Key = "zone", Value = "z" }, new() { Key = "cluster", Value = "c" }];
            request.Topology!.Subtopologies[1].CopartitionGroups.Add(new() { RepartitionSourceTopics = [0] });
        });
        await ask.JoinAsync(StreamsInterview.Two, request => request.Topology!.Subtopologies[1].CopartitionGroups.Add(new() { RepartitionSourceTopics = [0] }));
        StreamsGroupHeartbeatResponse asked = await ask.BeatAsync(2);
        await ask.BeatAsync(-1, StreamsInterview.Two);
        await ask.BeatAsync(-1);
        await ask.DeleteAsync();
        await ask.ReadRecordsAsync();
        Assert.NotEmpty(asked.ActiveTasks!);
    });

    [CompatFact]
    public Task Offsets() => CompareAsync(async ask =>
    {
        await CreateAllAsync(ask);
        await ask.CommitAsync("", -1);
        await ask.JoinAsync();
        await ask.CommitAsync(StreamsInterview.One, 2);
        await ask.CommitAsync(StreamsInterview.One, 2, version: 8);
        await ask.CommitAsync(StreamsInterview.One, 1);
        await ask.CommitAsync(StreamsInterview.One, 3);
        await ask.CommitAsync(StreamsInterview.Two, 2);
        await ask.CommitAsync("", -1);
        await ask.JoinAsync(StreamsInterview.Two);
        StreamsGroupHeartbeatResponse asked = await ask.BeatAsync(2);
        string kept = string.Join(' ', asked.ActiveTasks!.SelectMany(task => task.Partitions.Select(partition => $"{task.SubtopologyId}_{partition}")));
        await ask.BeatAsync(2, active: kept);
        for (int partition = 0; partition < 2; partition++)
        {
            await ask.CommitAsync(StreamsInterview.One, 2, partition);
            await ask.CommitAsync(StreamsInterview.One, 2, partition, ask.Repartition);
        }

        await ask.CommitAsync(StreamsInterview.One, 2, topic: ask.Changelog);
        await ask.FetchOffsetsAsync(StreamsInterview.One, 3);
        await ask.FetchOffsetsAsync(StreamsInterview.One, 2);
        await ask.FetchOffsetsAsync(StreamsInterview.Two + "x", 2);
        await ask.FetchOffsetsAsync(null, -1);
        await ask.DeleteOffsetsAsync();
        await ask.BeatAsync(-1);
        await ask.BeatAsync(-1, StreamsInterview.Two);
        await ask.CommitAsync("", -1);
        await ask.DeleteOffsetsAsync();
        await ask.FetchOffsetsAsync(null, -1);
    });

    [CompatFact]
    public Task Internal_topics() => CompareAsync(async ask =>
    {
        await ask.PrepareAsync();
        await ask.CatchUpAsync();
        int epoch = (await ask.JoinAsync()).MemberEpoch;
        await ask.DescribeAsync();
        await ask.CreateAsync(ask.Input, 3);
        epoch = await ask.UntilAssignedAsync(epoch);
        await ask.DescribeAsync(withEpochs: false);
        await ask.DescribeTopicsAsync();
        await ask.BeatAsync(-1);
    });

    [CompatFact]
    public Task Topologies_that_do_not_fit() => CompareAsync(async ask =>
    {
        await ask.CreateAsync(ask.Input + "3", 3);
        await CreateAllAsync(ask);
        await ask.JoinAsync(change: request =>
        {
            request.Topology!.Subtopologies[0].SourceTopics.Add(ask.Input + "3");
            request.Topology.Subtopologies[0].CopartitionGroups.Add(new() { SourceTopics = [0, 1] });
        });
        await ask.DescribeAsync();
        await ask.BeatAsync(-1);
        await ask.DeleteAsync();
        await ask.JoinAsync(change: request => request.Topology!.Subtopologies[1].RepartitionSourceTopics[0].Partitions = 5);
        await ask.BeatAsync(-1);
        await ask.DeleteAsync();
        await ask.JoinAsync(change: request =>
        {
            request.Topology!.Subtopologies[1].SourceTopics = [ask.Input + "3"];
            request.Topology.Subtopologies[1].RepartitionSourceTopics[0].Partitions = 2;
            request.Topology.Subtopologies[1].CopartitionGroups.Add(new() { SourceTopics = [0], RepartitionSourceTopics = [0] });
        });
        await ask.BeatAsync(-1);
        await ask.DeleteAsync();
        await ask.JoinAsync(change: request => request.Topology!.Subtopologies[0].SourceTopics = ["z", "y", "x", "w", ask.Input]);
        await ask.BeatAsync(-1);
    });

    [CompatFact]
    public Task Endpoints_and_shutdown() => CompareAsync(async ask =>
    {
        await CreateAllAsync(ask, standbyReplicas: 1);
        await ask.JoinAsync(change: request => request.UserEndpoint = new() { Host = "h1", Port = 8080 });
        await ask.BeatAsync(2, endpointEpoch: -1);
        await ask.BeatAsync(2, endpointEpoch: 0);
        await ask.BeatAsync(2, endpointEpoch: 1);
        await ask.DescribeAsync(withSizes: false);
        await ask.JoinAsync(StreamsInterview.Two);
        StreamsGroupHeartbeatResponse asked = await ask.BeatAsync(2);
        string kept = string.Join(' ', asked.ActiveTasks!.SelectMany(task => task.Partitions.Select(partition => $"{task.SubtopologyId}_{partition}")));
        StreamsGroupHeartbeatResponse given = await ask.ConfirmAsync(2, kept);
        await ask.BeatAsync(given.MemberEpoch, endpointEpoch: given.EndpointInformationEpoch);
        await ask.AskAsync(new() { GroupId = ask.Group, MemberId = StreamsInterview.One, MemberEpoch = given.MemberEpoch, ShutdownApplication = true }, "shutdown");
        await ask.BeatAsync(3, StreamsInterview.Two);
        await ask.BeatAsync(-1);
        await ask.BeatAsync(3, StreamsInterview.Two);
        await ask.BeatAsync(-1, StreamsInterview.Two);
        await ask.JoinAsync();
    });

    private static async Task CreateAllAsync(StreamsInterview ask, int standbyReplicas = 0)
    {
        await ask.PrepareAsync(standbyReplicas);
        await ask.CreateAsync(ask.Input);
        await ask.CreateAsync(ask.Repartition);
        await ask.CreateAsync(ask.Changelog);
    }

    private static IEnumerable<Action<StreamsGroupHeartbeatRequest>> Spoilers(StreamsInterview ask) =>
    [
        request => request.MemberId = "",
        request => request.GroupId = "",
        request => request.RackId = "",
        request => request.InstanceId = "",
        request => request.InstanceId = "i",
        request => (request.InstanceId, request.MemberEpoch, request.Topology) = ("i", -2, null),
        request => (request.MemberEpoch, request.Topology) = (-2, null),
        request => (request.MemberEpoch, request.Topology) = (-3, null),
        request => request.MemberEpoch = 1,
        request => request.RebalanceTimeoutMs = -1,
        request => request.ActiveTasks = null,
        request => request.ActiveTasks = [new() { SubtopologyId = "0", Partitions = [0] }],
        request => request.StandbyTasks = null,
        request => request.StandbyTasks = [new() { SubtopologyId = "0", Partitions = [0] }],
        request => request.WarmupTasks = null,
        request => request.WarmupTasks = [new() { SubtopologyId = "0", Partitions = [0] }],
        request => request.TaskOffsets = [new() { SubtopologyId = "0" }],
        request => request.TaskEndOffsets = [new() { SubtopologyId = "0" }],
        request => request.Topology = null,
        request => request.Topology!.Subtopologies[0].SourceTopicRegex = ["a.*"],
        request => request.Topology!.Subtopologies[0].SourceTopics = ["__consumer_offsets"],
        request => request.Topology!.Subtopologies[0].SourceTopics = ["not a name"],
        request => request.Topology!.Subtopologies[1].StateChangelogTopics[0].Partitions = 3,
        request => request.Topology!.Subtopologies[0].RepartitionSinkTopics = [],
        request =>
        {
            request.Topology!.Subtopologies[0].SourceTopics = [];
            request.Topology.Subtopologies[0].RepartitionSourceTopics = [new() { Name = ask.Repartition }];
            request.Topology.Subtopologies[1].RepartitionSourceTopics = [new() { Name = ask.Input }];
            request.Topology.Subtopologies[1].RepartitionSinkTopics = [ask.Repartition];
            request.Topology.Subtopologies[0].RepartitionSinkTopics = [ask.Input];
        },
    ];

    private async Task CompareAsync(Func<StreamsInterview, Task> converse)
    {
        string name = targets.Unique("streams-answers");
        string[] answers = [await AskAsync("Apache Kafka"), await AskAsync("Weir")];
        TestContext.Current.TestOutputHelper?.WriteLine(answers[0]);
        Assert.Equal(answers[0].Split('\n'), answers[1].Split('\n'));

        async Task<string> AskAsync(string broker)
        {
            using var ask = new StreamsInterview(await WireCaller.ConnectAsync(await targets.BootstrapAsync(broker)), name);
            await converse(ask);
            return ask.Answers;
        }
    }
}
