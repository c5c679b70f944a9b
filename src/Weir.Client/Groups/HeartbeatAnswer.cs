using Weir.Protocol;

namespace Weir.Client.Groups;

/// <summary>What the coordinator says to a heartbeat; a null assignment is "as before".</summary>
internal readonly record struct HeartbeatAnswer(ErrorCode ErrorCode, string? ErrorMessage)
{
    public string? MemberId { get; init; }

    public int MemberEpoch { get; init; }

    public int IntervalMs { get; init; }

    public IReadOnlyCollection<TopicIdPartition>? Assignment { get; init; }
}
