using Microsoft.Extensions.Time.Testing;

namespace Weir.Log.Tests.Support;

/// <summary>A data directory with a compacted log, on virtual time and a disk that a test can make fail.</summary>
internal sealed class CompactedLogs : IAsyncDisposable
{
    public CompactedLogs() => Directory = Open(new LogCleanerOptions());

    public static LogConfig Config { get; } = new() { CleanupCompact = true, CleanupDelete = false, SegmentBytes = 1000, MinCleanableDirtyRatio = 0.1 };

    public TemporaryDirectory Root { get; } = new();

    // From the real time on: segments without a timestamp go by that of their files.
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public FaultyFileSystem Files { get; } = new();

    public LogDirectory Directory { get; private set; }

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public PartitionLog Rides(LogConfig config) => Directory.Rides(config);

    public void Compact() => Directory.Compact();

    public async Task ReopenAsync(LogCleanerOptions? cleaner = null)
    {
        await Directory.DisposeAsync();
        Directory = Open(cleaner ?? new LogCleanerOptions());
    }

    public async ValueTask DisposeAsync()
    {
        await Directory.DisposeAsync();
        Root.Dispose();
    }

    /// <summary>Appends about as many segments of small batches, and flushes them so that they can be compacted.</summary>
    public static void Fill(PartitionLog log, int segments = 5, bool distinct = false, string key = "filler", long timestamp = 1000)
    {
        long end = log.SizeInBytes + (segments * log.Config.SegmentBytes);
        while (log.SizeInBytes < end)
        {
            log.Append(Batches.Keyed(distinct ? $"{log.LogEndOffset}" : key, "some value of some length", timestamp));
        }

        log.Flush();
    }

    /// <summary>Flushes the log, so that it can be compacted, and reads it.</summary>
    public static List<StoredRecord> Flushed(PartitionLog log)
    {
        log.Flush();
        return log.ReadRecords();
    }

    public static Dictionary<string, StoredRecord> Latest(List<StoredRecord> records) =>
        records.GroupBy(record => record.Key!).ToDictionary(group => group.Key, group => group.Last());

    public static void AwaitCompaction(PartitionLog log, int recordsBefore) => Assert.True(
        SpinWait.SpinUntil(() => log.ReadRecords().Count < recordsBefore / 2, TimeSpan.FromSeconds(30)),
        "the log was not compacted");

    /// <summary>Names of the log files, in the order of their offsets.</summary>
    public static string[] FilesOf(PartitionLog log) =>
        [.. System.IO.Directory.GetFiles(log.Path, "*.log").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private LogDirectory Open(LogCleanerOptions cleaner) => LogDirectories.Open(
        Root,
        new LogDirectoryOptions { Durability = Durability.Os, Files = Files, CheckpointInterval = TimeSpan.FromDays(1), Cleaner = cleaner },
        Time);
}
