using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>SyncGroup by the leader, and by those that are refused.</summary>
internal sealed class SyncGroup(Dice dice) : RequestStep<SyncGroupRequest, SyncGroupResponse>(dice)
{
    private readonly string _group = dice.Mostly(dice.Pick("g0", "g1"), "");
    private readonly int _generationShift = dice.Mostly(0, 0, -1, 1);
    private readonly bool _isMember = dice.Mostly(true, false);
    private readonly string? _protocolType = dice.Mostly<string?>("consumer", null, "connect");
    private readonly string? _protocol = dice.Mostly<string?>("range", null, "sticky");
    private readonly byte[] _assignment = dice.Bytes(3);

    protected override SyncGroupRequest Build(Side side)
    {
        var group = side.Members.Classic(_group);
        var id = _isMember ? group.Members.GetValueOrDefault("m0", side.Full("nobody")) : side.Full("nobody");
        return new()
        {
            GroupId = side.Full(_group),
            GenerationId = group.Generation + _generationShift,
            MemberId = id,
            ProtocolType = _protocolType,
            ProtocolName = _protocol,
            Assignments = [new() { MemberId = id, Assignment = _assignment }],
        };
    }
}
