using System.Buffers.Binary;

namespace Weir.Compare.Raw;

/// <summary>Fetch frames for one place of a prepared topic after the other, known beforehand because all its batches are alike.</summary>
internal sealed class FetchCursor
{
    private readonly byte[] _frame;
    private readonly int _offsetAt;
    private readonly int _batches;
    private readonly int _batchesPerFetch;
    private readonly int _recordsPerBatch;
    private long _batch;

    /// <param name="frame">A fetch request whose fetch offset is <paramref name="offsetMark"/>.</param>
    /// <param name="offsetMark">A number that occurs nowhere else in the frame.</param>
    /// <param name="batches">Batches in the topic.</param>
    /// <param name="batchesPerFetch">Whole batches one response brings.</param>
    /// <param name="recordsPerBatch">Offsets of one batch.</param>
    public FetchCursor(byte[] frame, long offsetMark, int batches, int batchesPerFetch, int recordsPerBatch)
    {
        Span<byte> mark = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(mark, offsetMark);
        (_frame, _offsetAt) = (frame, frame.AsSpan().IndexOf(mark));
        (_batches, _batchesPerFetch, _recordsPerBatch) = (batches, batchesPerFetch, recordsPerBatch);
    }

    /// <summary>The next fetch; starts over before the end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_batch + _batchesPerFetch > _batches)
        {
            _batch = 0;
        }

        BinaryPrimitives.WriteInt64BigEndian(_frame.AsSpan(_offsetAt), _batch * _recordsPerBatch);
        _batch += _batchesPerFetch;
        return _frame;
    }
}
