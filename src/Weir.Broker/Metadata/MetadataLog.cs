using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>The cluster metadata log, <c>__cluster_metadata-0</c>: KRaft records in Kafka's own format (KIP-631).</summary>
/// <remarks>Thread model: the <see cref="MetadataController"/> alone uses it, under its lock; awaiting durability may happen anywhere.</remarks>
internal sealed class MetadataLog(PartitionLog log, MetadataSnapshots snapshots, TimeProvider time)
{
    public const string TopicName = "__cluster_metadata";

    /// <summary>The id Kafka reserves for this topic.</summary>
    public static readonly Guid TopicId = new("00000000-0000-0000-0000-000000000001");

    /// <summary>The first epoch of a new log.</summary>
    public const int FirstEpoch = 1;

    private const int ReadBytes = 1024 * 1024;
    private const int SmallestSegment = 8 * 1024 * 1024;

    private readonly QuorumRecords _quorum = new();
    private long _snapshotEnd;
    private long _bytesSinceSnapshot;
    private long _lastTimestamp = -1;

    /// <summary>Offset of the last record; -1 while there is none.</summary>
    public long LastOffset => log.LogEndOffset - 1;

    /// <summary>
    /// Epoch of what is written. The only voter is never replaced, so it is that of the last batch: the first one, or the one in which Apache
    /// Kafka has left the directory.
    /// </summary>
    public int Epoch => Math.Max(FirstEpoch, log.LeaderEpoch);

    /// <summary>Everything below is durable.</summary>
    public long HighWatermark => log.HighWatermark;

    /// <summary>Where the newest snapshot ends; 0 while there is none.</summary>
    public long SnapshotEnd => Volatile.Read(ref _snapshotEnd);

    /// <summary>So many bytes of records have come since the last snapshot that it is time for another.</summary>
    public bool IsSnapshotDue => _bytesSinceSnapshot >= snapshots.Options.MaxBytesBetween;

    /// <summary>
    /// Neither time nor size deletes anything from this log, only a snapshot that says the same. Segments are small beside the bytes that
    /// may be kept, since only whole ones go.
    /// </summary>
    public static LogConfig Config(BrokerConfig config)
    {
        long kept = config.GetLong("metadata.max.retention.bytes");
        int segmentBytes = config.GetInt("metadata.log.segment.bytes");
        return LogConfig.Default with
        {
            CleanupDelete = false,
            RetentionMs = -1,
            MaxMessageBytes = 8 * 1024 * 1024,
            SegmentBytes = kept < 0 ? segmentBytes : (int)Math.Clamp(kept / 4, SmallestSegment, segmentBytes),
            SegmentMs = config.GetLong("metadata.log.segment.ms"),
        };
    }

    /// <summary>Hands the value of every record that still counts to <paramref name="apply"/>, oldest first: the newest snapshot, then the log behind it.</summary>
    /// <exception cref="ProtocolException">A record cannot be read.</exception>
    /// <exception cref="LogDirectoryException">Records that no snapshot stands for are gone.</exception>
    public void Replay(Action<ReadOnlyMemory<byte>> apply)
    {
        using var reader = new RecordBatchReader();
        byte[] buffer = [];
        _snapshotEnd = snapshots.Load(_quorum, apply, out _lastTimestamp);
        for (long offset = _snapshotEnd; offset < log.LogEndOffset;)
        {
            using LogSlice slice = log.Read(offset, log.LogEndOffset, ReadBytes, atLeastOneBatch: true);
            if (slice.Length == 0)
            {
                throw new ProtocolException($"The metadata log cannot be read at offset {offset}: {slice.Error}.");
            }

            if (buffer.Length < slice.Length)
            {
                buffer = new byte[slice.Length];
            }

            int length = slice.CopyTo(buffer);
            offset = ReplayBatches(buffer.AsMemory(0, length), reader, apply);
            _bytesSinceSnapshot += length;
        }
    }

    /// <summary>Appends the records as one batch. They are in the page cache when this returns.</summary>
    public AppendOutcome Append(MetadataBatch batch)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var builder = new RecordBatchBuilder();
        foreach (byte[] record in batch.Records)
        {
            builder.Append(now, NullableBytes.Null, record);
        }

        Memory<byte> bytes = builder.Build();
        AppendOutcome outcome = log.Append(bytes, new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = Epoch });
        if (outcome.Error == ErrorCode.None)
        {
            _bytesSinceSnapshot += bytes.Length;
            _lastTimestamp = now;
        }

        return outcome;
    }

    /// <summary>Begins a snapshot that ends with the last record.</summary>
    /// <param name="records">What the records so far say.</param>
    /// <returns>What stores it and removes what it makes needless: to be run without a lock, by one thread at a time. It throws <see cref="IOException"/> when the disk fails.</returns>
    public Action BeginSnapshot(MetadataBatch records)
    {
        long timestamp = _lastTimestamp;
        var id = new LogSnapshotId(log.LogEndOffset, log.LeaderEpoch);
        _bytesSinceSnapshot = 0;
        return () =>
        {
            snapshots.Write(id, records.Records, _quorum, timestamp);
            Volatile.Write(ref _snapshotEnd, id.EndOffset);
            snapshots.Clean();
        };
    }

    public ValueTask<ErrorCode> FlushedAsync(long offset) => log.FlushedAsync(offset);

    private long ReplayBatches(ReadOnlyMemory<byte> batches, RecordBatchReader reader, Action<ReadOnlyMemory<byte>> apply)
    {
        long next = -1;
        while (RecordBatch.TryMeasure(batches.Span, out int size) && size <= batches.Length)
        {
            reader.Open(batches[..size]);
            next = reader.Header.NextOffset;
            _lastTimestamp = reader.Header.MaxTimestamp;
            while (reader.TryRead(out Record record))
            {
                if (reader.Header.IsControl)
                {
                    _quorum.Track(record);
                }
                else if (record.Value is { } value)
                {
                    apply(value);
                }
            }

            batches = batches[size..];
        }

        return next >= 0 ? next : throw new ProtocolException("The metadata log ends within a batch.");
    }
}
