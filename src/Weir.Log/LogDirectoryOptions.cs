using Weir.Log.Segments;
using Weir.Log.Storage;

namespace Weir.Log;

/// <summary>Settings of a data directory as a whole. Names in quotes are Kafka's broker settings.</summary>
public sealed record LogDirectoryOptions
{
    public Durability Durability { get; init; } = Durability.Disk;

    /// <summary>Cluster id to write into a new directory, or that an existing one must carry; null takes what is there, or makes one.</summary>
    public string? ClusterId { get; init; }

    /// <summary><c>node.id</c>, 0 or above, to write into a new directory, or that an existing one must carry; null takes what is there, 1 in a new one.</summary>
    public int? NodeId { get; init; }

    /// <summary>"log.retention.check.interval.ms"</summary>
    public TimeSpan RetentionCheckInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>"log.flush.offset.checkpoint.interval.ms"</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>"producer.id.expiration.ms"</summary>
    public TimeSpan ProducerIdExpiration { get; init; } = TimeSpan.FromDays(1);

    /// <summary>"producer.id.expiration.check.interval.ms"</summary>
    public TimeSpan ProducerIdExpirationCheckInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most segments kept open when nobody reads or writes them; at most a quarter of the files this process may have open.</summary>
    public int MaxOpenFiles { get; init; } = DefaultOpenFiles();

    /// <summary>Settings of log compaction.</summary>
    public LogCleanerOptions Cleaner { get; init; } = new();

    /// <summary>Told around the calls of the committer's thread; null for nobody.</summary>
    public ICommitObserver? CommitObserver { get; init; }

    /// <summary>Size in bytes from which a segment is written ahead of its end, with durability "disk".</summary>
    internal int WriteAheadFromSize { get; init; } = WriteAhead.DefaultFromSize;

    internal IFileSystem Files { get; init; } = LocalFileSystem.Instance;

    // An open segment takes up to two files, and half of the files are left to connections.
    private static int DefaultOpenFiles() =>
        (int)Math.Min(4096, OperatingSystem.IsLinux() ? Math.Max(16, NativeMethods.OpenFileLimit() / 4) : 1024);
}
