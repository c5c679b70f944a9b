using Weir.Log.Segments;
using Weir.Log.Storage;

namespace Weir.Log;

/// <summary>Settings of a data directory as a whole. Names in quotes are Kafka's broker settings.</summary>
public sealed record LogDirectoryOptions
{
    public Durability Durability { get; init; } = Durability.Disk;

    /// <summary>Cluster id to write into a new directory, or that an existing one must carry; null takes what is there, or makes one.</summary>
    public string? ClusterId { get; init; }

    /// <summary>"node.id"</summary>
    public int NodeId { get; init; } = 1;

    /// <summary>"log.retention.check.interval.ms"</summary>
    public TimeSpan RetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>"log.flush.offset.checkpoint.interval.ms"</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>"producer.id.expiration.ms"</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>"producer.id.expiration.check.interval.ms"</summary>
    public TimeSpan ProducerIdExpirationCheckInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most segment files kept open when nobody reads or writes them.</summary>
    public int MaxOpenFiles { get; init; } = 4096;

    /// <summary>Told around the calls of the committer's thread; null for nobody.</summary>
    public ICommitObserver? CommitObserver { get; init; }

    /// <summary>Size in bytes from which a segment is written ahead of its end, with durability "disk".</summary>
    internal int WriteAheadFromSize { get; init; } = WriteAhead.DefaultFromSize;

    internal IFileSystem Files { get; init; } = LocalFileSystem.Instance;
}
