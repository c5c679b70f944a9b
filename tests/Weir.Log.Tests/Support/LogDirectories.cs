using Microsoft.Extensions.Logging.Abstractions;
using Weir.Protocol.Records;

namespace Weir.Log.Tests.Support;

/// <summary>Shorthands for opening data directories and talking to their logs.</summary>
internal static class LogDirectories
{
    public const string Topic = "rides";

    public static readonly Guid TopicId = new("6fd0f6c6-1cb4-4a3e-8e1b-0a6a3b3f7a11");

    public static LogDirectory Open(string path, LogDirectoryOptions? options = null, TimeProvider? time = null) =>
        LogDirectory.Open(path, options ?? new LogDirectoryOptions { Durability = Durability.Os }, time ?? TimeProvider.System, NullLoggerFactory.Instance);

    public static PartitionLog Rides(this LogDirectory directory, LogConfig? config = null, int partition = 0) =>
        directory.OpenOrCreate(Topic, partition, TopicId, config ?? LogConfig.Default);

    /// <summary>Appends a copy, as a producer's.</summary>
    public static AppendOutcome Append(this PartitionLog log, byte[] batch, int leaderEpoch = 0) =>
        log.Append((byte[])batch.Clone(), new AppendOptions { LeaderEpoch = leaderEpoch });

    /// <summary>Appends a transaction marker, as a coordinator's.</summary>
    public static AppendOutcome End(this PartitionLog log, long producerId, short epoch, bool isCommit, int coordinatorEpoch = 3) => log.Append(
        new TransactionMarker(isCommit, coordinatorEpoch).Encode(producerId, epoch, timestamp: 2000),
        new AppendOptions { Origin = AppendOrigin.Coordinator });

    /// <summary>The bytes of one read.</summary>
    public static byte[] ReadBytes(this PartitionLog log, long offset, int maxBytes = int.MaxValue, bool atLeastOne = true, long upTo = long.MaxValue)
    {
        using LogSlice slice = log.Read(offset, upTo, maxBytes, atLeastOne);
        Assert.Equal(Protocol.ErrorCode.None, slice.Error);
        byte[] bytes = new byte[slice.Length];
        Assert.Equal(bytes.Length, slice.CopyTo(bytes));
        return bytes;
    }

    /// <summary>Every record from an offset on, as a consumer reads them that does not care about transactions.</summary>
    public static List<StoredRecord> ReadRecords(this PartitionLog log, long fromOffset = -1) =>
        log.ReadRecords(fromOffset, log.HighWatermark, []);

    /// <summary>Every committed record from an offset on, as a consumer with <c>read_committed</c> finds them.</summary>
    public static List<StoredRecord> ReadCommitted(this PartitionLog log, long fromOffset = -1)
    {
        long end = log.LastStableOffset;
        return log.ReadRecords(fromOffset, end, log.AbortedTransactions(Math.Max(fromOffset, log.LogStartOffset), end));
    }

    private static List<StoredRecord> ReadRecords(this PartitionLog log, long fromOffset, long end, IReadOnlyList<AbortedTransaction> transactions)
    {
        var records = new List<StoredRecord>();
        var ahead = new Queue<AbortedTransaction>(transactions.OrderBy(transaction => transaction.FirstOffset));
        var aborted = new HashSet<long>();
        using var reader = new RecordBatchReader();
        for (long offset = Math.Max(fromOffset, log.LogStartOffset); offset < end;)
        {
            byte[] bytes = log.ReadBytes(offset, upTo: end);
            if (bytes.Length == 0)
            {
                // Compaction has left nothing between here and the end: a consumer waits here for more.
                break;
            }

            foreach (ReadOnlyMemory<byte> batch in new RecordBatchEnumerator(bytes))
            {
                reader.Open(batch);
                while (ahead.TryPeek(out AbortedTransaction next) && next.FirstOffset <= reader.Header.LastOffset)
                {
                    aborted.Add(ahead.Dequeue().ProducerId);
                }

                if (reader.Header.IsControl)
                {
                    aborted.Remove(reader.Header.ProducerId);
                }
                else if (!reader.Header.IsTransactional || !aborted.Contains(reader.Header.ProducerId))
                {
                    records.AddRange(StoredRecord.AllOf(reader).Where(record => record.Offset >= offset));
                }

                offset = Math.Max(offset, reader.Header.NextOffset);
            }
        }

        return records;
    }

    /// <summary>The headers of all batches.</summary>
    public static List<RecordBatchHeader> ReadHeaders(this PartitionLog log)
    {
        var headers = new List<RecordBatchHeader>();
        for (long offset = log.LogStartOffset; offset < log.HighWatermark;)
        {
            foreach (ReadOnlyMemory<byte> batch in new RecordBatchEnumerator(log.ReadBytes(offset)))
            {
                RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header);
                headers.Add(header);
                offset = header.NextOffset;
            }
        }

        return headers;
    }

    /// <summary>Waits until the high watermark is at the log end.</summary>
    public static void AwaitFlushed(this PartitionLog log)
    {
        using var waiter = new FlushSignal();
        log.WhenFlushed(log.LogEndOffset, waiter);
        Assert.Equal(Protocol.ErrorCode.None, waiter.Wait());
    }
}
