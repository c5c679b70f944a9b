using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>One partition of an OffsetCommit request; the group sets <see cref="Error"/> before it answers.</summary>
internal sealed record OffsetCommitEntry(TopicPartition Partition, Guid TopicId, long Offset, int LeaderEpoch, string Metadata)
{
    public ErrorCode Error { get; set; }
}
