using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>Heartbeats of streams groups that are refused without looking at the group.</summary>
public sealed class StreamsRequestTests
{
    private readonly StreamsScene _scene = new();

    public static TheoryData<string, string> Wrong => new()
    {
        { "member", "MemberId can't be empty." },
        { "rack", "RackId can't be empty." },
        { "instance", "Static membership is not yet supported." },
        { "timeout", "RebalanceTimeoutMs must be provided in first request." },
        { "active", "ActiveTasks must be empty when (re-)joining." },
        { "warmup", "WarmupTasks are not supported yet." },
        { "topology", "Topology must be non-null when (re-)joining." },
        { "late topology", "Topology can only be provided when (re-)joining." },
        { "regex", "Regular expressions for source topics are not supported yet." },
        { "epoch", "MemberEpoch is -3, but must be greater than or equal to -2." },
        { "some tasks", "If one task-type is non-null, all must be non-null." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Request_that_makes_no_sense_is_refused(string what, string message)
    {
        StreamsGroupHeartbeatRequest request = StreamsScene.Joining("m1");
        Spoil(request, what);
        StreamsGroupHeartbeatResponse response = _scene.Send(request);

        Assert.Equal((ErrorCode.InvalidRequest, message), (response.ErrorCode, response.ErrorMessage));
        Assert.Null(_scene.Harness.Machine.DescribeStreams());
    }

    [Fact]
    public void Topology_that_cannot_work_is_refused_and_makes_no_group()
    {
        Assert.Contains("undefined partition count", Refuse(topology => topology.Subtopologies[1].StateChangelogTopics[0].Partitions = 3), StringComparison.Ordinal);
        Assert.Contains("never used as a sink", Refuse(topology => topology.Subtopologies[0].RepartitionSinkTopics.Clear()), StringComparison.Ordinal);
        Assert.Contains("named twice", Refuse(topology => topology.Subtopologies[1].SubtopologyId = "0"), StringComparison.Ordinal);
        Assert.Contains("does not contain any source topics", Refuse(topology => topology.Subtopologies[0].SourceTopics.Clear()), StringComparison.Ordinal);
        Assert.Contains("copartition group", Refuse(topology => topology.Subtopologies[0].CopartitionGroups.Add(new() { SourceTopics = [1] })), StringComparison.Ordinal);
        Assert.True(_scene.Harness.Machine.IsGone || _scene.Harness.Machine.DescribeStreams() is null);
    }

    private string Refuse(Action<StreamsGroupHeartbeatRequest.TopologyData> spoil)
    {
        StreamsGroupHeartbeatRequest request = StreamsScene.Joining("m1");
        spoil(request.Topology!);
        StreamsGroupHeartbeatResponse response = _scene.Send(request);
        Assert.Equal(ErrorCode.StreamsInvalidTopology, response.ErrorCode);
        return response.ErrorMessage!;
    }

    private static void Spoil(StreamsGroupHeartbeatRequest request, string what)
    {
        switch (what)
        {
            case "member":
                request.MemberId = "";
                break;
            case "rack":
                request.RackId = "";
                break;
            case "instance":
                request.InstanceId = "i";
                break;
            case "timeout":
                request.RebalanceTimeoutMs = -1;
                break;
            case "active":
                request.ActiveTasks = [new() { SubtopologyId = "0", Partitions = [0] }];
                break;
            case "warmup":
                request.WarmupTasks = [new() { SubtopologyId = "0", Partitions = [0] }];
                break;
            case "topology":
                request.Topology = null;
                break;
            case "late topology":
                request.MemberEpoch = 2;
                break;
            case "regex":
                request.Topology!.Subtopologies[0].SourceTopicRegex = ["a.*"];
                break;
            case "epoch":
                request.MemberEpoch = -3;
                break;
            case "some tasks":
                request.MemberEpoch = 2;
                request.StandbyTasks = null;
                request.Topology = null;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, null);
        }
    }
}
