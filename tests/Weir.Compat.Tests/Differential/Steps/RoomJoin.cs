using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>JoinGroup by one member: new, again, or restarted with its instance id. While the others must join anyway, all do, but for one that may leave instead.</summary>
internal sealed class RoomJoin : RoomStep
{
    private const short FirstWithInstance = 5;
    private const short FirstThatNamesMembers = 4;

    private readonly string _member;
    private readonly bool _restarts;
    private readonly bool _oneLeaves;
    private readonly string _type;
    private readonly string[] _protocols;

    public RoomJoin(Dice dice)
        : base(dice, ApiKey.JoinGroup)
    {
        _member = DrawMember(dice);
        _restarts = dice.Chance(30);
        _oneLeaves = dice.Chance(15);
        _type = dice.Mostly("consumer", "connect");
        _protocols = dice.Mostly<string[]>(dice.Pick<string[]>(["range"], ["range", "roundrobin"], ["roundrobin", "range"]), ["roundrobin"], ["sticky"]);
        Version = (short)Math.Max(Version, IsStatic(_member) ? FirstWithInstance : (short)0);
    }

    protected override async Task<string> AskAsync(Side side, Room room, List<string> lines)
    {
        if (room.IsWaiting(_member))
        {
            return $"{_member} waits";
        }

        if (!room.Members.TryGetValue(_member, out var who) || (IsStatic(_member) && _restarts))
        {
            who = await room.EnterAsync(_member, IsStatic(_member) ? "i" + _member : null);
        }
        else if (room.State == Room.Joining)
        {
            return await JoinAllAsync(side, room, lines);
        }

        if (who.Id.Length == 0 && who.Instance is null && Version >= FirstThatNamesMembers && !await NameAsync(side, room, who, lines))
        {
            return $"{_member} as {_type}, {string.Join(' ', _protocols)}";
        }

        await room.UntilTakenAsync(room.Ask(who, isJoin: true, Open<JoinGroupRequest, JoinGroupResponse>(who, Join(side, who, _protocols, _type), Version)));
        return $"{_member} as {_type}, {string.Join(' ', _protocols)}{(_restarts ? ", restarted" : "")}";
    }

    private async Task<bool> NameAsync(Side side, Room room, RoomMember who, List<string> lines)
    {
        var response = await who.Caller.CallAsync<JoinGroupRequest, JoinGroupResponse>(Join(side, who, _protocols, _type), Version);
        side.Names.AddText(response.MemberId, $"{who.Name} of {Group}");
        lines.AddRange(side.Describe(Api, response));
        if (response.ErrorCode != ErrorCode.MemberIdRequired)
        {
            room.Members.Remove(_member);
            return false;
        }

        who.Id = response.MemberId;
        return true;
    }

    // The last one's join or departure ends the wait of all, whatever the order they come in.
    private async Task<string> JoinAllAsync(Side side, Room room, List<string> lines)
    {
        var missing = room.Members.Values.Where(member => !room.IsJoining(member.Name)).ToList();
        var leaver = _oneLeaves && missing.Count > 1 ? missing.FindLast(member => member.Name != room.Leader) : null;
        var questions = missing.FindAll(member => member != leaver).ConvertAll(member =>
            room.Ask(member, isJoin: true, Open<JoinGroupRequest, JoinGroupResponse>(member, Join(side, member, ["range", "roundrobin"]), Math.Max(Version, FirstWithInstance))));

        if (leaver is not null)
        {
            var left = await side.CallAsync<LeaveGroupRequest, LeaveGroupResponse>(
                new() { GroupId = side.Full(Group), Members = [new() { MemberId = leaver.Id, GroupInstanceId = leaver.Instance is null ? null : side.Full(leaver.Instance) }] }, 4);
            lines.AddRange(side.Describe(ApiKey.LeaveGroup, left));
            room.Leave(leaver.Name);
        }

        await room.UntilAllTakenAsync(questions);
        return $"{string.Join(' ', missing.Select(member => member.Name))}{(leaver is null ? "" : $", but {leaver.Name} leaves")}";
    }
}
