using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>LeaveGroup by member id and by instance id.</summary>
internal sealed class LeaveGroup(Dice dice) : RequestStep<LeaveGroupRequest, LeaveGroupResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("g0", "g1"), "c0", "");
    private readonly bool _isMember = dice.Mostly(true, false);
    private readonly string? _instance = dice.Mostly<string?>(null, "i0", "i9");

    protected override LeaveGroupRequest Build(Side side)
    {
        var id = _isMember ? side.Members.Classic(_group).Members.GetValueOrDefault("m0", side.Full("nobody")) : side.Full("nobody");
        var isByInstance = Version >= 3 && _instance is not null;
        return new()
        {
            GroupId = side.Full(_group),
            MemberId = id,
            Members = [new() { MemberId = isByInstance ? "" : id, GroupInstanceId = isByInstance ? side.Full(_instance!) : null, Reason = "asked" }],
        };
    }

    protected override Task LearnAsync(Side side, LeaveGroupRequest request, LeaveGroupResponse response)
    {
        if (response.ErrorCode == ErrorCode.None && response.Members.TrueForAll(m => m.ErrorCode == ErrorCode.None) && _isMember)
        {
            side.Members.Classic(_group).Members.Remove("m0");
        }

        return Task.CompletedTask;
    }
}
