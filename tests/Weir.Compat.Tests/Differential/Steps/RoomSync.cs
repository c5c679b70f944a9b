using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>SyncGroup by one member, who waits for the leader, or by all, the leader first or last; and such as are refused.</summary>
internal sealed class RoomSync(Dice dice) : RoomStep(dice, ApiKey.SyncGroup)
{
    private readonly string _member = DrawMember(dice);
    private readonly bool _isAll = dice.Chance(65);
    private readonly bool _leaderFirst = dice.Chance(40);
    private readonly int _generationShift = dice.Mostly(0, 0, -1, 1);
    private readonly string? _type = dice.Mostly<string?>("consumer", "consumer", null, "connect");
    private readonly bool _assignsAll = dice.Mostly(true, false);
    private readonly byte _mark = (byte)dice.Below(100);

    private bool IsRight => _generationShift == 0 && _type == "consumer";

    protected override async Task<string> AskAsync(Side side, Room room, List<string> lines)
    {
        if (!_isAll || room.State != Room.Syncing || room.Leader is not { } leader || room.IsWaiting(leader))
        {
            await OneAsync(side, room, _member, isRight: IsRight);
            return $"{_member}, generation {room.Generation}+{_generationShift}, {_type}";
        }

        List<string> others = [.. room.Members.Keys.Where(name => name != leader && !room.IsWaiting(name))];
        foreach (var name in _leaderFirst ? [leader, .. others] : (List<string>)[.. others, leader])
        {
            await OneAsync(side, room, name, isRight: true);
        }

        return $"{(_leaderFirst ? leader + " before " : "")}{string.Join(' ', others)}{(_leaderFirst ? "" : " before " + leader)}";
    }

    private async Task OneAsync(Side side, Room room, string name, bool isRight)
    {
        if (!room.Members.TryGetValue(name, out var who) || room.IsWaiting(name))
        {
            return;
        }

        var request = new SyncGroupRequest
        {
            GroupId = side.Full(Group),
            MemberId = who.Id,
            GroupInstanceId = who.Instance is null || Version < 3 ? null : side.Full(who.Instance),
            GenerationId = room.Generation + (isRight ? 0 : _generationShift),
            ProtocolType = isRight ? "consumer" : _type,
            ProtocolName = null,
            Assignments = name != room.Leader ? [] : [.. room.Members.Values.Where(member => _assignsAll || member == who).Select(member => new SyncGroupRequest.SyncGroupRequestAssignment
            {
                MemberId = member.Id, Assignment = new byte[] { _mark, (byte)member.Name[0], (byte)member.Name[1] },
            })],
        };
        var question = room.Ask(who, isJoin: false, Open<SyncGroupRequest, SyncGroupResponse>(who, request, Version));
        question.IsMoot = !isRight || name == room.Leader || room.State != Room.Syncing;
        if (name == room.Leader)
        {
            await question.Answer;
        }
    }
}
