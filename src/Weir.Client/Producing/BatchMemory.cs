using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>How much of the buffer a batch takes: in steps, as it grows, so that partitions with little to send hold little.</summary>
internal static class BatchMemory
{
    private const int Step = 16 * 1024;

    /// <summary>Bytes a new batch reserves for its first record.</summary>
    public static int InitialReserve(int recordSize, int batchSize) =>
        Math.Max(recordSize + RecordBatchHeader.SizeInBytes, Math.Min(batchSize, Step));

    /// <summary>Reserves what one more record needs; false when the buffer is used up. The lock of the batch's queue must be held.</summary>
    public static bool TryGrow(ProducerBatch batch, int recordSize, AccumulatorContext context)
    {
        int missing = batch.Builder.UncompressedSize + recordSize - batch.Reserved;
        if (missing <= 0)
        {
            return true;
        }

        int step = Math.Max(missing, Math.Min(Step, context.BatchSize - batch.Reserved));
        if (!context.Memory.TryReserve(step))
        {
            return false;
        }

        batch.Reserved += step;
        return true;
    }
}
