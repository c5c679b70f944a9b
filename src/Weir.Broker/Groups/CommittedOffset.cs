namespace Weir.Broker.Groups;

/// <summary>An offset a group has committed for one partition. Times are milliseconds since the Unix epoch.</summary>
internal sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata, long CommitTimestampMs)
{
    /// <summary>Set only when the client asked for a retention of its own (OffsetCommit before version 5).</summary>
    public long? ExpireTimestampMs { get; init; }

    /// <summary>Empty when unknown: written by a release that did not store it.</summary>
    public Guid TopicId { get; init; }
}
