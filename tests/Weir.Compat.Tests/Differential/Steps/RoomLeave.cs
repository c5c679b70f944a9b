using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>LeaveGroup of one member or two, by member id and by instance id.</summary>
internal sealed class RoomLeave(Dice dice) : RoomStep(dice, ApiKey.LeaveGroup)
{
    private readonly List<string> _members = [.. dice.Some(dice.Mostly(1, 2), () => DrawMember(dice)).Distinct()];
    private readonly bool _isByInstance = dice.Chance(50);

    protected override async Task<string> AskAsync(Side side, Room room, List<string> lines)
    {
        var names = (Version < 3 ? _members[..1] : _members).FindAll(name => MayLeave(room, name));
        if (names.Count == 0)
        {
            return "nobody may";
        }

        var request = new LeaveGroupRequest
        {
            GroupId = side.Full(Group),
            MemberId = IdOf(side, room, names[0]),
            Members = names.ConvertAll(name => new LeaveGroupRequest.MemberIdentity
            {
                MemberId = IsStatic(name) && _isByInstance ? "" : IdOf(side, room, name),
                GroupInstanceId = IsStatic(name) ? side.Full("i" + name) : null,
                Reason = "asked",
            }),
        };
        var response = await side.CallAsync<LeaveGroupRequest, LeaveGroupResponse>(request, Version);
        lines.AddRange(side.Describe(Api, response));
        if (response.ErrorCode == ErrorCode.None)
        {
            names.ForEach(room.Leave);
        }

        return string.Join(' ', names);
    }

    // Kafka makes any of several others the leader when it leaves, and does not answer a member's SyncGroup any more that has left.
    private static bool MayLeave(Room room, string name) =>
        (name != room.Leader || room.Members.Count <= 2) && (!room.IsWaiting(name) || room.IsJoining(name));

    private static string IdOf(Side side, Room room, string name) => room.Members.TryGetValue(name, out var who) && who.Id.Length > 0 ? who.Id : side.Full("nobody");
}
