using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>StreamsGroupHeartbeat (KIP-1071): joining with topologies that fit and that do not, going on, taking and giving up tasks, leaving, shutting down.</summary>
internal sealed class StreamsHeartbeat(Dice dice) : RequestStep<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("a0", "a0", "a1"), "g0", "");
    private readonly string _member = dice.Pick("m0", "m0", "m1", "m2");
    private readonly string _kind = dice.Pick("join", "beat", "beat", "take", "take", "take", "leave");
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly string _topology = dice.Mostly("one", "two", "missing", "together", "store");
    private readonly int _topologyEpoch = dice.Mostly(0, 1);
    private readonly string _process = dice.Pick("p0", "p1", "p2");
    private readonly bool _hasEndpoint = dice.Chance(25);
    private readonly bool _shutsDown = dice.Chance(3);
    private readonly string _fault = dice.Mostly("", "instance", "no tasks", "tasks", "regex", "sized store", "no topology", "epoch");
    private readonly int _rebalanceTimeoutMs = dice.Mostly(60_000, -1);

    protected override StreamsGroupHeartbeatRequest Build(Side side)
    {
        var member = side.Members.Streams(_group, _member);
        var isJoin = _kind == "join";
        var tells = isJoin || _kind == "take";
        var request = new StreamsGroupHeartbeatRequest
        {
            GroupId = side.Full(_group),
            MemberId = side.Full(_member),
            MemberEpoch = _kind switch { "join" => 0, "leave" => -1, _ => member.Epoch + _epochShift },
            EndpointInformationEpoch = isJoin ? -1 : member.EndpointEpoch,
            RebalanceTimeoutMs = isJoin ? _rebalanceTimeoutMs : -1,
            ProcessId = isJoin ? _process : null,
            UserEndpoint = isJoin && _hasEndpoint ? new() { Host = "h" + _member, Port = 8080 } : null,
            ClientTags = isJoin ? [new() { Key = "zone", Value = _process }] : null,
            ActiveTasks = !tells ? null : isJoin ? [] : member.Active,
            StandbyTasks = tells ? [] : null,
            WarmupTasks = tells ? [] : null,
            ShutdownApplication = _shutsDown && !isJoin,
            Topology = isJoin ? Topology(side) : null,
        };
        if (isJoin)
        {
            Spoil(request);
        }

        return request;
    }

    protected override Task LearnAsync(Side side, StreamsGroupHeartbeatRequest request, StreamsGroupHeartbeatResponse response)
    {
        if (response.ErrorCode == ErrorCode.None)
        {
            var member = side.Members.Streams(_group, _member);
            member.Epoch = Math.Max(response.MemberEpoch, 0);
            member.EndpointEpoch = response.EndpointInformationEpoch;
            if (_kind == "join")
            {
                member.Active = [];
            }

            if (response.ActiveTasks is { } tasks)
            {
                member.Active = tasks.ConvertAll(task => new StreamsGroupHeartbeatRequest.TaskIds { SubtopologyId = task.SubtopologyId, Partitions = task.Partitions });
            }
        }

        return Task.CompletedTask;
    }

    private StreamsGroupHeartbeatRequest.TopologyData Topology(Side side)
    {
        StreamsGroupHeartbeatRequest.Subtopology first = new() { SubtopologyId = "0", SourceTopics = [side.Full(_topology == "missing" ? "missing" : "t0")] };
        switch (_topology)
        {
            case "together":
                first.SourceTopics.Add(side.Full("t1"));
                first.CopartitionGroups = [new() { SourceTopics = [0, 1] }];
                break;
            // Kafka fails where it cannot tell the size of a changelog.
            case "store" when side.TopicIds.ContainsKey("t0") && side.TopicIds.ContainsKey("t1"):
                first.StateChangelogTopics = [new() { Name = side.Full("t1"), TopicConfigs = [new() { Key = "cleanup.policy", Value = "compact" }] }];
                break;
        }

        return new() { Epoch = _topologyEpoch, Subtopologies = _topology == "two" ? [first, new() { SubtopologyId = "1", SourceTopics = [side.Full("t1")] }] : [first] };
    }

    private void Spoil(StreamsGroupHeartbeatRequest request)
    {
        switch (_fault)
        {
            case "instance":
                request.InstanceId = "i0";
                break;
            case "no tasks":
                request.StandbyTasks = null;
                break;
            case "tasks":
                request.ActiveTasks = [new() { SubtopologyId = "0", Partitions = [0] }];
                break;
            case "regex":
                request.Topology!.Subtopologies[0].SourceTopicRegex = ["t.*"];
                break;
            case "sized store":
                request.Topology!.Subtopologies[0].StateChangelogTopics = [new() { Name = "store", Partitions = 3 }];
                break;
            case "no topology":
                request.Topology = null;
                break;
            case "epoch":
                request.MemberEpoch = -3;
                break;
        }
    }
}
