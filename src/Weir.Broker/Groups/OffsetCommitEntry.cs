using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>One partition of an OffsetCommit request; the group sets <see cref="Error"/> before it answers.</summary>
internal sealed record OffsetCommitEntry(TopicPartition Partition, Guid TopicId, long Offset, int LeaderEpoch, string Metadata)
{
    public ErrorCode Error { get; set; }

    /// <summary>The entry for a partition that exists; null for another.</summary>
    public static OffsetCommitEntry? For(Topic? topic, int partition, long offset, int leaderEpoch, string? metadata) =>
        topic is not null && topic.TryGetPartition(partition, out _)
            ? new OffsetCommitEntry(new TopicPartition(topic.Name, partition), topic.Id, offset, leaderEpoch, metadata ?? "")
            : null;
}
