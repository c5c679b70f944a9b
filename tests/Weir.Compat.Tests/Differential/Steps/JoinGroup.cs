using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>JoinGroup by the only member of a classic group, new and again, and such as are refused. It never waits for others.</summary>
internal sealed class JoinGroup(Dice dice) : RequestStep<JoinGroupRequest, JoinGroupResponse>(dice)
{
    private const string Member = "m0";

    private readonly string _group = dice.Mostly(dice.Pick("g0", "g1"), "");
    private readonly string _how = dice.Mostly(dice.Pick("as it is", "as it is", "new"), "unknown");
    private readonly bool _isStatic = dice.Chance(15);
    private readonly int _sessionTimeoutMs = dice.Mostly(60_000, 1, 3_600_000);
    private readonly string _protocolType = dice.Mostly("consumer", "connect", "");
    private readonly string _protocol = dice.Mostly("range", "roundrobin");

    protected override JoinGroupRequest Build(Side side)
    {
        var known = side.Members.Classic(_group).Members.GetValueOrDefault(Member, "");
        return new()
        {
            GroupId = side.Full(_group),
            SessionTimeoutMs = _sessionTimeoutMs,
            RebalanceTimeoutMs = 60_000,
            // A second member would wait for the first: who is new comes only while nobody is there.
            MemberId = _how == "unknown" ? side.Full("nobody") : known,
            GroupInstanceId = _isStatic && Version >= 5 && known.Length == 0 ? side.Full("i0") : null,
            ProtocolType = _protocolType,
            Protocols = [new() { Name = _protocol, Metadata = VersionedStructure.Encode(new ConsumerProtocolSubscription { Topics = [side.Full("t0")] }, 1) }],
            Reason = "asked",
        };
    }

    protected override Task LearnAsync(Side side, JoinGroupRequest request, JoinGroupResponse response)
    {
        var group = side.Members.Classic(_group);
        if (response.ErrorCode is ErrorCode.None or ErrorCode.MemberIdRequired)
        {
            side.Names.AddText(response.MemberId, $"member of {_group}");
            group.Members[Member] = response.MemberId;
        }

        if (response.ErrorCode == ErrorCode.None)
        {
            group.Generation = response.GenerationId;
        }
        else if (response.ErrorCode == ErrorCode.UnknownMemberId && _how != "unknown")
        {
            group.Members.Remove(Member);
        }

        return Task.CompletedTask;
    }
}
