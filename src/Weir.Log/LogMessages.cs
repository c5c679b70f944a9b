using Microsoft.Extensions.Logging;

namespace Weir.Log;

/// <summary>Every line the log writes. Lifecycle is Information; what an operator must act on is Error.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Error, "Partition {Partition} is offline: a write to {Path} failed. Records below offset {Offset} are stored; replace or repair the disk, then restart.")]
    public static partial void PartitionOffline(ILogger logger, string partition, string path, long offset, Exception error);

    [LoggerMessage(2, LogLevel.Error, "The half-written end of {Path} behind byte {Size} could not be cut; recovery will do it at the next start.")]
    public static partial void TailNotCut(ILogger logger, string path, int size, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "The index of {Path} does not fit its log and is made again.")]
    public static partial void IndexRebuilt(ILogger logger, string path);

    [LoggerMessage(4, LogLevel.Warning, "{Path} was cut from {Before} to {After} bytes at offset {Offset}: {Reason}.")]
    public static partial void TailCut(ILogger logger, string path, long before, long after, long offset, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Path} lies behind the end of its log and is dropped: an earlier segment had to be cut.")]
    public static partial void SegmentDropped(ILogger logger, string path);

    [LoggerMessage(6, LogLevel.Information, "Opened {Path}: {Count} partitions in {Milliseconds} ms; the last stop was {State}.")]
    public static partial void DirectoryOpened(ILogger logger, string path, int count, long milliseconds, string state);

    [LoggerMessage(7, LogLevel.Information, "Closed {Path} cleanly.")]
    public static partial void DirectoryClosed(ILogger logger, string path);

    [LoggerMessage(8, LogLevel.Warning, "{Path} was not closed cleanly: partition {Partition} is offline.")]
    public static partial void ClosedUncleanly(ILogger logger, string path, string partition);

    [LoggerMessage(9, LogLevel.Information, "Partition {Partition} has a new log start offset {Offset}: {Count} segments are removed.")]
    public static partial void SegmentsRemoved(ILogger logger, string partition, long offset, int count);

    [LoggerMessage(10, LogLevel.Error, "Maintenance of {Subject} failed; it will be tried again.")]
    public static partial void MaintenanceFailed(ILogger logger, string subject, Exception error);

    [LoggerMessage(11, LogLevel.Warning, "{Path} is damaged and was ignored: {Reason}.")]
    public static partial void FileIgnored(ILogger logger, string path, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Flushing the file system of {Path} as a whole failed; the partitions are flushed one by one to find those concerned.")]
    public static partial void SharedFlushFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(13, LogLevel.Error, "A waiter or listener of partition {Partition} threw; this is a defect, please report it.")]
    public static partial void CallbackFailed(ILogger logger, string partition, Exception error);

    [LoggerMessage(14, LogLevel.Information, "Compacted {Partition} up to offset {Offset}: {Before} to {After} bytes in {Milliseconds} ms.")]
    public static partial void Compacted(ILogger logger, string partition, long offset, long before, long after, long milliseconds);

    [LoggerMessage(15, LogLevel.Error, "Compacting {Partition} failed; it will be tried again later. Nothing is lost, but the log grows meanwhile.")]
    public static partial void CleaningFailed(ILogger logger, string partition, Exception error);

    [LoggerMessage(16, LogLevel.Error, "Compacting {Partition} met a damaged batch and is given up until the next start. Records that can be read are untouched.")]
    public static partial void Uncleanable(ILogger logger, string partition, Exception error);

    [LoggerMessage(17, LogLevel.Error, "{Partition} cannot be compacted: the {Bytes} bytes of log.cleaner.dedupe.buffer.size do not hold the keys of the batch at offset {Offset}. Raise it and restart.")]
    public static partial void DedupeBufferTooSmall(ILogger logger, string partition, long bytes, long offset);

    [LoggerMessage(19, LogLevel.Error, "Partition {Partition} is offline: the disk of {Path} is full. Records below offset {Offset} are stored; free space, and it goes on by itself.")]
    public static partial void PartitionDiskFull(ILogger logger, string partition, string path, long offset, Exception error);

    [LoggerMessage(20, LogLevel.Information, "Partition {Partition} takes records again: there is room on the disk.")]
    public static partial void PartitionBack(ILogger logger, string partition);

    [LoggerMessage(18, LogLevel.Information, "{Path} comes from a compaction that a crash interrupted; it takes the place of the segments it replaces.")]
    public static partial void SwapFinished(ILogger logger, string path);
}
