namespace Weir.Log;

/// <summary>Settings of log compaction. Names in quotes are Kafka's broker settings; the defaults are Kafka's.</summary>
public sealed record LogCleanerOptions
{
    /// <summary>"log.cleaner.enable"</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>"log.cleaner.dedupe.buffer.size": most bytes for the keys of one compaction. The memory is taken as it is needed.</summary>
    public long DedupeBufferBytes { get; init; } = 128L << 20;

    /// <summary>"log.cleaner.io.buffer.load.factor": how full that memory may become.</summary>
    public double DedupeBufferLoadFactor { get; init; } = 0.9;

    /// <summary>"log.cleaner.io.buffer.size": bytes read and written at once; half for each.</summary>
    public int IoBufferBytes { get; init; } = 512 * 1024;

    /// <summary>"log.cleaner.io.max.bytes.per.second": most bytes read and written a second.</summary>
    public double IoMaxBytesPerSecond { get; init; } = double.MaxValue;

    /// <summary>"log.cleaner.backoff.ms": time between looks for logs to compact.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(15);
}
