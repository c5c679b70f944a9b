using System.Buffers;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Segments;

/// <summary>
/// Walks a segment from its start, makes its indexes anew, and finds where the valid batches end. Batches below the recovery point
/// are trusted to be whole; above it every checksum is computed.
/// </summary>
/// <remarks>Thread model: one walk, one caller, who holds a lease on the file.</remarks>
internal sealed class SegmentScan(IStorageFile file, long baseOffset, LogConfig config)
{
    private const int ChunkSize = 64 * 1024;

    private readonly long _baseOffset = baseOffset;

    public SegmentIndexes Indexes { get; } = new(baseOffset, config.SegmentIndexBytes);

    /// <summary>Bytes of valid batches.</summary>
    public int ValidSize { get; private set; }

    /// <summary>Offset behind the last valid batch.</summary>
    public long NextOffset { get; private set; } = baseOffset;

    /// <summary>Largest timestamp of the first batch; -1 when there is none.</summary>
    public long FirstTimestamp { get; private set; } = -1;

    /// <summary>Why the walk ended before the end of the file; null when it did not.</summary>
    public string? StopReason { get; private set; }

    /// <summary>The walk ended at zeros: room that was written ahead, not a batch that was lost.</summary>
    public bool StoppedAtZeros { get; private set; }

    /// <summary>The timestamp that a batch brings to the time index: none when compaction has left it without records.</summary>
    public static long IndexedTimestamp(in RecordBatchHeader header) => header.RecordCount == 0 ? RecordBatch.NoTimestamp : header.MaxTimestamp;

    /// <param name="length">Bytes of the file.</param>
    /// <param name="recoveryPoint">Offset below which checksums need not be computed.</param>
    public void Run(long length, long recoveryPoint)
    {
        Span<byte> window = stackalloc byte[BatchScanner.WindowSize];
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var scanner = new BatchScanner(file, window, position: 0, length);
            while (scanner.TryNext(out RecordBatchHeader header))
            {
                StopReason = Examine(header, recoveryPoint, chunk);
                if (StopReason is not null)
                {
                    return;
                }

                Accept(header);
            }

            if (ValidSize < length)
            {
                StopReason = "the bytes there are not a whole record batch";
                int read = file.Read(window[..RecordBatchHeader.SizeInBytes], ValidSize);
                StoppedAtZeros = !window[..read].ContainsAnyExcept((byte)0);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private string? Examine(in RecordBatchHeader header, long recoveryPoint, byte[] chunk)
    {
        if (header.BaseOffset < NextOffset)
        {
            return $"a batch begins at offset {header.BaseOffset} where {NextOffset} or more was expected";
        }

        if (header.LastOffset - _baseOffset > int.MaxValue)
        {
            return $"a batch ends at offset {header.LastOffset}, out of reach of the segment";
        }

        bool isTrusted = header.LastOffset < recoveryPoint;
        return isTrusted || ComputeCrc(header, chunk) == header.Crc ? null : "the checksum of a batch is wrong";
    }

    private void Accept(in RecordBatchHeader header)
    {
        if (ValidSize == 0)
        {
            FirstTimestamp = header.MaxTimestamp;
        }

        Indexes.Track(ValidSize, header.TotalSize, header.LastOffset, IndexedTimestamp(header), config.IndexIntervalBytes);
        ValidSize += header.TotalSize;
        NextOffset = header.NextOffset;
    }

    /// <summary>In pieces: a length that is garbage must not make us allocate it.</summary>
    private uint ComputeCrc(in RecordBatchHeader header, byte[] chunk)
    {
        uint crc = 0;
        long position = ValidSize + (long)RecordBatchHeader.AttributesPosition;
        long end = ValidSize + (long)header.TotalSize;
        while (position < end)
        {
            int read = file.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, end - position)), position);
            if (read == 0)
            {
                break;
            }

            crc = Crc32C.Append(crc, chunk.AsSpan(0, read));
            position += read;
        }

        return crc;
    }
}
