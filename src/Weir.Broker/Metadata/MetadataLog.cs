using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>The cluster metadata log, <c>__cluster_metadata-0</c>: KRaft records in Kafka's own format (KIP-631).</summary>
/// <remarks>Thread model: the <see cref="MetadataController"/> alone uses it, under its lock; awaiting durability may happen anywhere.</remarks>
internal sealed class MetadataLog(PartitionLog log, TimeProvider time)
{
    public const string TopicName = "__cluster_metadata";

    /// <summary>The id Kafka reserves for this topic.</summary>
    public static readonly Guid TopicId = new("00000000-0000-0000-0000-000000000001");

    /// <summary>The log of a cluster that never loses its only voter stays in its first epoch.</summary>
    public const int Epoch = 1;

    private const int ReadBytes = 1024 * 1024;

    /// <summary>Offset of the last record; -1 while there is none.</summary>
    public long LastOffset => log.LogEndOffset - 1;

    /// <summary>Everything below is durable.</summary>
    public long HighWatermark => log.HighWatermark;

    /// <summary>Nothing is ever deleted from this log.</summary>
    public static LogConfig Config { get; } = LogConfig.Default with { CleanupDelete = false, RetentionMs = -1, MaxMessageBytes = 8 * 1024 * 1024 };

    /// <summary>Hands every record's value to <paramref name="apply"/>, oldest first.</summary>
    /// <exception cref="ProtocolException">A record cannot be read.</exception>
    public void Replay(Action<ReadOnlyMemory<byte>> apply)
    {
        using var reader = new RecordBatchReader();
        byte[] buffer = [];
        for (long offset = log.LogStartOffset; offset < log.LogEndOffset;)
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

        return log.Append(builder.Build(), new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = Epoch });
    }

    public ValueTask<ErrorCode> FlushedAsync(long offset) => log.FlushedAsync(offset);

    private static long ReplayBatches(ReadOnlyMemory<byte> batches, RecordBatchReader reader, Action<ReadOnlyMemory<byte>> apply)
    {
        long next = -1;
        while (RecordBatch.TryMeasure(batches.Span, out int size) && size <= batches.Length)
        {
            reader.Open(batches[..size]);
            next = reader.Header.NextOffset;
            while (!reader.Header.IsControl && reader.TryRead(out Record record))
            {
                if (record.Value is { } value)
                {
                    apply(value);
                }
            }

            batches = batches[size..];
        }

        return next >= 0 ? next : throw new ProtocolException("The metadata log ends within a batch.");
    }
}
