using Weir.Log.Loading;
using Weir.Log.Producers;
using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log;

/// <summary>One partition: an ordered, append-only sequence of record batches on disk, in Kafka's format.</summary>
/// <remarks>
/// Thread model: any thread. <c>_appendLock</c> guards appending, rolling, retention, producer state, leader epochs and the
/// configuration; it is held during a write to the page cache, never during a flush. <c>_flushLock</c> lets one flush run at a
/// time. Reads take neither: they go by the watermarks and by leases on segments. <c>_cleanLock</c> keeps compaction and retention
/// apart, <c>_swapLock</c> is held while compacted segments take their places. Lock order: clean, swap, flush, append, then the small
/// locks of watermarks, segment files and directory entries.
/// </remarks>
public sealed partial class PartitionLog : ICommitTarget
{
    /// <summary>Asks <see cref="OffsetForTimestamp"/> for the largest timestamp, as in ListOffsets.</summary>
    public const long MaxTimestamp = -3;

    private readonly Lock _appendLock = new();
    private readonly Lock _flushLock = new();
    private readonly LogServices _services;
    private readonly PartitionDirectory _directory;
    private readonly SegmentList _segments;
    private readonly ProducerStateTable _producers;
    private readonly LeaderEpochCache _epochs;
    private readonly LogWatermarks _watermarks;
    private readonly ListenerSet _listeners = new();
    private LogConfig _config;

    internal PartitionLog(string topic, int partition, LoadedLog loaded, LogConfig config, LogServices services)
    {
        Topic = topic;
        Partition = partition;
        TopicId = loaded.TopicId;
        _services = services;
        _directory = loaded.Directory;
        Snapshots = new LogSnapshots(loaded.Directory);
        _segments = loaded.Segments;
        _producers = loaded.Producers;
        _epochs = loaded.Epochs;
        _watermarks = new LogWatermarks(loaded.StartOffset, loaded.End);
        _flushed = loaded.End;
        _recoveryPoint = loaded.End.Offset;
        _mustClose = loaded.WasRecovered;
        _config = config;
    }

    public string Topic { get; }

    public int Partition { get; }

    /// <summary><see cref="Guid.Empty"/> when the partition was stored without one.</summary>
    public Guid TopicId { get; private set; }

    /// <summary>Where the files are.</summary>
    public string Path => _directory.Path;

    /// <summary>Snapshots of what the log says, where its owner writes any.</summary>
    public LogSnapshots Snapshots { get; }

    public LogConfig Config => Volatile.Read(ref _config);

    /// <summary>First offset that may be read.</summary>
    public long LogStartOffset => _watermarks.StartOffset;

    /// <summary>The offset that the next record will get.</summary>
    public long LogEndOffset => _watermarks.EndOffset;

    /// <summary>Everything below is stored as the directory's durability asks, and may be shown to consumers.</summary>
    public long HighWatermark => _watermarks.HighOffset;

    /// <summary>Latest leader epoch written or assigned, -1 before the first.</summary>
    public int LeaderEpoch
    {
        get
        {
            lock (_appendLock)
            {
                return _epochs.Latest;
            }
        }
    }

    /// <summary>Bytes of all segments' batches.</summary>
    public long SizeInBytes => _segments.Snapshot.Sum(segment => (long)segment.Size);

    /// <summary><see cref="ErrorCode.None"/> while the partition takes appends; else what every append is answered with.</summary>
    public ErrorCode Failure => _failure;

    public void AddListener(IHighWatermarkListener listener) => _listeners.Add(listener);

    public void RemoveListener(IHighWatermarkListener listener) => _listeners.Remove(listener);

    /// <summary>Takes effect at once: for the next append, the next roll, the next retention check.</summary>
    public void UpdateConfig(LogConfig config) => Volatile.Write(ref _config, config);

    /// <summary>
    /// Leases whole batches to be sent as they lie in the file, from the one that holds <paramref name="startOffset"/>.
    /// </summary>
    /// <param name="startOffset">From the log start offset to the high watermark; elsewhere the slice carries OffsetOutOfRange.</param>
    /// <param name="upToOffset">No batch at or above it is returned, nor any above the high watermark.</param>
    /// <param name="maxBytes">Most bytes wanted; the last batch may be cut off.</param>
    /// <param name="atLeastOneBatch">Return the first batch whole even when it is larger than <paramref name="maxBytes"/> (KIP-74).</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public LogSlice Read(long startOffset, long upToOffset, int maxBytes, bool atLeastOneBatch)
    {
        while (true)
        {
            LogPosition limit = _watermarks.High;
            LogSegment[] segments = _segments.Snapshot;
            try
            {
                LogSlice slice = Read(segments, limit, startOffset, upToOffset, maxBytes, atLeastOneBatch);
                if (slice.Error == ErrorCode.None || !HasChanged(segments))
                {
                    return slice;
                }
            }
            catch (IOException) when (HasChanged(segments))
            {
                // An index file was renamed before it could be opened.
            }
        }
    }

    /// <summary>End of the largest leader epoch at or below <paramref name="epoch"/> (KIP-320).</summary>
    public EpochEndOffset EndOffsetForEpoch(int epoch)
    {
        lock (_appendLock)
        {
            return _epochs.EndOffsetFor(epoch, LogEndOffset);
        }
    }

    /// <summary>The first record at or after a time, or the first one with the largest time of all; below the high watermark.</summary>
    /// <param name="timestamp">Milliseconds since the epoch, or <see cref="MaxTimestamp"/> (KIP-734).</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public TimestampedOffset? OffsetForTimestamp(long timestamp)
    {
        while (true)
        {
            LogPosition limit = _watermarks.High;
            LogSegment[] segments = _segments.Snapshot;
            try
            {
                TimestampedOffset? found = timestamp == MaxTimestamp
                    ? TimestampSearch.FindLargest(segments, LogStartOffset, limit)
                    : TimestampSearch.FindFirst(segments, timestamp, LogStartOffset, limit);
                if (!HasChanged(segments))
                {
                    return found;
                }
            }
            catch (IOException) when (HasChanged(segments))
            {
                // As in Read.
            }
        }
    }

    /// <summary>Begins a leader epoch at the log end, if it is newer than the latest.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void AssignLeaderEpoch(int epoch)
    {
        lock (_appendLock)
        {
            AssignEpochLocked(epoch);
        }
    }

    public override string ToString() => $"{Topic}-{Partition}";

    private void AssignEpochLocked(int epoch)
    {
        if (_epochs.Assign(epoch, LogEndOffset))
        {
            _directory.Make();
            _services.Files.WriteFile(_directory.LeaderEpochCheckpoint, _epochs.Encode());
        }
    }

    private LogSlice Read(LogSegment[] segments, LogPosition limit, long startOffset, long upToOffset, int maxBytes, bool atLeastOneBatch)
    {
        if (startOffset < LogStartOffset || startOffset > LogEndOffset)
        {
            return LogSlice.Failed(ErrorCode.OffsetOutOfRange);
        }

        if (startOffset >= Math.Min(upToOffset, limit.Offset))
        {
            return LogSlice.Empty;
        }

        if (upToOffset < limit.Offset && !TryLocate(segments, upToOffset, out limit))
        {
            return LogSlice.Failed(ErrorCode.OffsetOutOfRange);
        }

        LogSlice slice = LogReader.Read(segments, startOffset, limit, maxBytes, atLeastOneBatch);
        if (slice.Error == ErrorCode.KafkaStorageError && !HasChanged(segments) && RebuildIndexes(segments, startOffset))
        {
            slice = LogReader.Read(segments, startOffset, limit, maxBytes, atLeastOneBatch);
        }

        return slice;
    }

    /// <summary>Where an offset below the high watermark starts, or the batch that holds it.</summary>
    private static bool TryLocate(LogSegment[] segments, long offset, out LogPosition position)
    {
        position = default;
        int index = SegmentList.FindFloor(segments, offset);
        if (index < 0)
        {
            return false;
        }

        LogSegment segment = segments[index];
        if (segment.File.TryAcquire() is not { } file)
        {
            return false;
        }

        try
        {
            int found = LogReader.FindPosition(segment, file, offset, segment.Size, out _);
            position = new LogPosition(offset, segment, found);
            return found >= 0;
        }
        finally
        {
            segment.File.Release();
        }
    }

    /// <summary>An index that does not fit its log is made again from the log.</summary>
    private bool RebuildIndexes(LogSegment[] segments, long offset)
    {
        lock (_appendLock)
        {
            int index = SegmentList.FindFloor(segments, offset);
            if (index < 0 || segments[index].File.TryAcquire() is not { } file)
            {
                return false;
            }

            try
            {
                LogMessages.IndexRebuilt(_services.Logger, segments[index].File.Path);
                var scan = new SegmentScan(file, segments[index].BaseOffset, Config);
                scan.Run(segments[index].Size, long.MaxValue);
                segments[index].Adopt(scan.Indexes, segments[index].Size);
                return true;
            }
            finally
            {
                segments[index].File.Release();
            }
        }
    }
}
