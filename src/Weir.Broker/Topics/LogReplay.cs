using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>Reads an internal topic's partition from its start to its end, while the broker starts.</summary>
internal static class LogReplay
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>Calls <paramref name="apply"/> for each record, oldest first, with the header of its batch; the record's memory is gone afterwards.</summary>
    /// <exception cref="ProtocolException">The log cannot be read.</exception>
    public static void Run(PartitionLog log, Action<RecordBatchHeader, Record> apply)
    {
        using var reader = new RecordBatchReader();
        byte[] buffer = [];
        for (long offset = log.LogStartOffset; offset < log.LogEndOffset;)
        {
            using LogSlice slice = log.Read(offset, log.LogEndOffset, ReadBytes, atLeastOneBatch: true);
            if (buffer.Length < slice.Length)
            {
                buffer = new byte[slice.Length];
            }

            int length = slice.CopyTo(buffer);
            long next = Run(reader, buffer.AsMemory(0, length), apply);
            offset = next > offset ? next : throw new ProtocolException($"{log} cannot be read at offset {offset}: {slice.Error}.");
        }
    }

    private static long Run(RecordBatchReader reader, ReadOnlyMemory<byte> batches, Action<RecordBatchHeader, Record> apply)
    {
        long next = -1;
        while (RecordBatch.TryMeasure(batches.Span, out int size) && size <= batches.Length)
        {
            reader.Open(batches[..size]);
            next = reader.Header.NextOffset;
            while (reader.TryRead(out Record record))
            {
                apply(reader.Header, record);
            }

            batches = batches[size..];
        }

        return next;
    }
}
