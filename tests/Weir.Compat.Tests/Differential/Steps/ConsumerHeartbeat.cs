using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ConsumerGroupHeartbeat (KIP-848): joining, going on, taking what was assigned, leaving, with and without an instance id.</summary>
internal sealed class ConsumerHeartbeat(Dice dice) : RequestStep<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("c0", "c0", "c1"), "g0", "");
    private readonly string _member = dice.Pick("m0", "m0", "m1", "m2");
    private readonly string? _instance = dice.Mostly<string?>(null, "i0");
    private readonly string _kind = dice.Pick("join", "beat", "beat", "take", "take", "leave", "pause");
    private readonly int _epochShift = dice.Mostly(0, 0, -1, 1);
    private readonly List<string>? _topics = dice.Mostly(dice.Some(2, () => dice.Pick("t0", "t1")), null, ["missing"]);
    private readonly string? _assignor = dice.Mostly<string?>(null, "range", "uniform", "none");
    private readonly int _rebalanceTimeoutMs = dice.Mostly(60_000, 0, -1);

    protected override ConsumerGroupHeartbeatRequest Build(Side side)
    {
        var member = side.Members.Consumer(_group, _member);
        return new()
        {
            GroupId = side.Full(_group),
            MemberId = side.Full(_member),
            InstanceId = _instance is null ? null : side.Full(_instance),
            MemberEpoch = _kind switch { "join" => 0, "leave" => -1, "pause" => -2, _ => member.Epoch + _epochShift },
            RebalanceTimeoutMs = _kind == "join" ? _rebalanceTimeoutMs : -1,
            SubscribedTopicNames = _kind == "join" ? _topics?.ConvertAll(side.Full) : null,
            ServerAssignor = _kind == "join" ? _assignor : null,
            TopicPartitions = _kind switch { "join" => [], "take" => member.Owned, _ => null },
        };
    }

    protected override Task LearnAsync(Side side, ConsumerGroupHeartbeatRequest request, ConsumerGroupHeartbeatResponse response)
    {
        if (response.ErrorCode == ErrorCode.None)
        {
            side.Members.Consumer(_group, _member).Learn(response);
        }

        return Task.CompletedTask;
    }
}
