using Microsoft.Extensions.Logging;
using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>The snapshots of the metadata log: which one a start goes by, and which ones, with the records below them, may go (KIP-630).</summary>
/// <remarks>Thread model: loaded by one thread at start; afterwards one caller at a time.</remarks>
internal sealed partial class MetadataSnapshots(PartitionLog log, LogDirectory logs, MetadataSnapshotOptions options, TimeProvider time, ILogger logger)
{
    private const int HeadBytes = 4096;

    public MetadataSnapshotOptions Options => options;

    /// <summary>Hands on what the newest sound snapshot says.</summary>
    /// <param name="quorum">Takes control records to carry on.</param>
    /// <param name="apply">Takes each metadata record.</param>
    /// <param name="lastContainedTimestamp">Time of the last record it stands for; -1 without a snapshot.</param>
    /// <returns>The offset from which the log must be replayed.</returns>
    /// <exception cref="LogDirectoryException">The log no longer begins at 0, and no sound snapshot reaches its beginning.</exception>
    public long Load(QuorumRecords quorum, Action<ReadOnlyMemory<byte>> apply, out long lastContainedTimestamp)
    {
        foreach (LogSnapshotId id in log.Snapshots.List().Reverse().TakeWhile(id => id.EndOffset >= log.LogStartOffset))
        {
            if (TryLoad(id, quorum, apply, out lastContainedTimestamp))
            {
                return id.EndOffset;
            }
        }

        lastContainedTimestamp = -1;
        return log.LogStartOffset == 0
            ? 0
            : throw new LogDirectoryException(
                $"'{log.Path}' begins at offset {log.LogStartOffset}, and no sound snapshot beside it says what was below. Restore that directory from a backup.");
    }

    /// <summary>Stores a snapshot of everything below an offset; on disk, with the records below it, when this returns.</summary>
    /// <exception cref="IOException">The disk failed; the snapshots before are as they were.</exception>
    public void Write(LogSnapshotId id, IReadOnlyList<byte[]> records, QuorumRecords quorum, long lastContainedTimestamp)
    {
        // The log never ends below a snapshot, whatever the durability: offsets are given once.
        log.Flush();
        log.Snapshots.Write(id, MetadataSnapshot.Encode(records, quorum, id.Epoch, lastContainedTimestamp, NowMs));
        LogWritten(logger, id.EndOffset, records.Count);
    }

    /// <summary>
    /// Removes the oldest snapshots while there are too many bytes or they are too old, and the records below the oldest that is left. The newest
    /// one always stays.
    /// </summary>
    /// <exception cref="IOException">The disk failed; what is left is still whole.</exception>
    public void Clean()
    {
        List<LogSnapshotId> kept = [.. log.Snapshots.List()];
        while (kept.Count > 1 && IsExpired(kept))
        {
            // In this order: a crash in between leaves more than is needed, never less.
            log.AdvanceLogStart(kept[1].EndOffset);
            logs.CheckpointLogStartOffsets();
            logs.ApplyRetention(log);
            log.Snapshots.Delete(kept[0]);
            kept.RemoveAt(0);
        }
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool IsExpired(List<LogSnapshotId> kept)
    {
        bool isTooMuch = options.RetentionBytes >= 0 && log.SizeInBytes + kept.Sum(log.Snapshots.SizeOf) > options.RetentionBytes;
        return isTooMuch || kept[0].EndOffset < log.LogStartOffset
            || (options.RetentionMs >= 0 && TimestampOf(kept[0]) is { } timestamp && NowMs - timestamp > options.RetentionMs);
    }

    private long? TimestampOf(LogSnapshotId id)
    {
        byte[] head = new byte[HeadBytes];
        int length = log.Snapshots.ReadHead(id, head);
        try
        {
            return MetadataSnapshot.TimestampOf(head.AsMemory(0, length));
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private bool TryLoad(LogSnapshotId id, QuorumRecords quorum, Action<ReadOnlyMemory<byte>> apply, out long lastContainedTimestamp)
    {
        byte[] content = log.Snapshots.Read(id);
        try
        {
            MetadataSnapshot.Check(content);
        }
        catch (ProtocolException e)
        {
            LogIgnored(logger, log.Path, id.EndOffset, id.Epoch, e.Message);
            lastContainedTimestamp = -1;
            return false;
        }

        MetadataSnapshot.Read(content, quorum, apply, out lastContainedTimestamp);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Wrote a snapshot of the cluster metadata below offset {EndOffset}: {Records} records")]
    private static partial void LogWritten(ILogger logger, long endOffset, int records);

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot of the cluster metadata at offset {EndOffset}, epoch {Epoch} in {Path} is not sound, and an older one is taken: {Problem}")]
    private static partial void LogIgnored(ILogger logger, string path, long endOffset, int epoch, string problem);
}
