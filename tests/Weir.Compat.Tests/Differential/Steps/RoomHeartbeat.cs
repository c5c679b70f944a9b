using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Heartbeat, or OffsetCommit, of a member of a classic group in whatever state that is.</summary>
internal sealed class RoomHeartbeat(Dice dice) : RoomStep(dice, ApiKey.Heartbeat)
{
    private readonly string _member = DrawMember(dice);
    private readonly string _instanceOf = DrawMember(dice);
    private readonly int _generationShift = dice.Mostly(0, 0, -1, 1);
    private readonly bool _mixesInstances = dice.Chance(12);
    private readonly bool _commits = dice.Chance(30);

    protected override async Task<string> AskAsync(Side side, Room room, List<string> lines)
    {
        var id = room.Members.TryGetValue(_member, out var who) && who.Id.Length > 0 ? who.Id : side.Full("nobody");
        var named = _mixesInstances ? _instanceOf : _member;
        var instance = Version >= 3 && IsStatic(named) ? side.Full("i" + named) : null;
        var generation = room.Generation + _generationShift;
        if (_commits)
        {
            var commit = new OffsetCommitRequest { GroupId = side.Full(Group), MemberId = id, GroupInstanceId = instance, GenerationIdOrMemberEpoch = generation, Topics = [new() { Name = side.Full("t0"), Partitions = [new() { CommittedOffset = 1 }] }] };
            lines.AddRange(side.Describe(ApiKey.OffsetCommit, await side.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(commit, 8)));
        }
        else
        {
            var beat = new HeartbeatRequest { GroupId = side.Full(Group), MemberId = id, GroupInstanceId = instance, GenerationId = generation };
            lines.AddRange(side.Describe(Api, await side.CallAsync<HeartbeatRequest, HeartbeatResponse>(beat, Version)));
        }

        return $"{_member} {(_commits ? "commits, " : "")}generation {generation}, instance {(instance is null ? "" : named)}";
    }
}
