using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Heartbeat of the classic protocol.</summary>
internal sealed class Heartbeat(Dice dice) : RequestStep<HeartbeatRequest, HeartbeatResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("g0", "g1"), "c0", "");
    private readonly int _generationShift = dice.Mostly(0, 0, -1, 1);
    private readonly bool _isMember = dice.Mostly(true, false);
    private readonly string? _instance = dice.Mostly<string?>(null, "i0", "i9");

    protected override HeartbeatRequest Build(Side side)
    {
        var group = side.Members.Classic(_group);
        return new()
        {
            GroupId = side.Full(_group),
            GenerationId = group.Generation + _generationShift,
            MemberId = _isMember ? group.Members.GetValueOrDefault("m0", side.Full("nobody")) : side.Full("nobody"),
            GroupInstanceId = Version >= 3 && _instance is not null ? side.Full(_instance) : null,
        };
    }
}
