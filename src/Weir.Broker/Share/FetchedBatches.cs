using Weir.Log;
using Weir.Protocol.Records;

namespace Weir.Broker.Share;

/// <summary>Record batches as they were read from a partition's log.</summary>
internal static class FetchedBatches
{
    /// <summary>The whole batches among the bytes.</summary>
    /// <param name="records">Read from the log; the last batch may be cut off.</param>
    /// <param name="log">Asked for aborted transactions.</param>
    /// <param name="readCommitted">Whether batches of aborted transactions are not to be delivered.</param>
    public static List<LogBatch> Parse(ReadOnlySpan<byte> records, PartitionLog log, bool readCommitted)
    {
        var headers = new List<RecordBatchHeader>();
        while (RecordBatchHeader.TryRead(records, out RecordBatchHeader header) && header.TotalSize <= records.Length)
        {
            headers.Add(header);
            records = records[header.TotalSize..];
        }

        if (headers.Count == 0)
        {
            return [];
        }

        IReadOnlyList<AbortedTransaction> aborted = readCommitted && log.HasAbortedTransactions ? log.AbortedTransactions(headers[0].BaseOffset, headers[^1].NextOffset) : [];
        return headers.ConvertAll(header => new LogBatch(header.BaseOffset, header.LastOffset, !header.IsControl && !aborted.Any(transaction => Covers(transaction, header))));
    }

    /// <summary>The bytes of the batches that hold records between two offsets.</summary>
    public static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> records, long first, long last)
    {
        int begin = 0;
        int end = 0;
        while (RecordBatchHeader.TryRead(records.Span[end..], out RecordBatchHeader header) && header.TotalSize <= records.Length - end && header.BaseOffset <= last)
        {
            end += header.TotalSize;
            if (header.LastOffset < first)
            {
                begin = end;
            }
        }

        return records[begin..end];
    }

    private static bool Covers(AbortedTransaction transaction, RecordBatchHeader header) =>
        header.IsTransactional && header.ProducerId == transaction.ProducerId && header.BaseOffset >= transaction.FirstOffset && header.BaseOffset <= transaction.LastOffset;
}
