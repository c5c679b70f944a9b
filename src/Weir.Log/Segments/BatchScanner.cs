using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Segments;

/// <summary>
/// Walks the batch headers of a segment from a position to a limit. Reads a window of the file at a time, so that small
/// batches do not cost a system call each. Headers are checked for plausibility only; checksums are not.
/// </summary>
internal ref struct BatchScanner
{
    public const int WindowSize = 1024;

    private readonly IStorageFile _file;
    private readonly Span<byte> _window;
    private readonly long _limit;
    private long _windowStart;
    private int _windowLength;

    /// <param name="file">The segment's log file.</param>
    /// <param name="window">Scratch space of at least a batch header.</param>
    /// <param name="position">Where a batch starts.</param>
    /// <param name="limit">Where the valid bytes end.</param>
    public BatchScanner(IStorageFile file, Span<byte> window, long position, long limit)
    {
        _file = file;
        _window = window;
        _limit = limit;
        Position = position;
    }

    /// <summary>Where the next batch starts.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the header of the next whole batch and moves behind it.</summary>
    /// <returns>False at the limit, and at bytes that cannot be a batch; <see cref="Position"/> tells which.</returns>
    public bool TryNext(out RecordBatchHeader header)
    {
        if (!TryReadHeader(out header) || !IsPlausible(header))
        {
            return false;
        }

        Position += header.TotalSize;
        return true;
    }

    private readonly bool IsPlausible(in RecordBatchHeader header) =>
        header.Magic == RecordBatchHeader.CurrentMagic
        && header.BatchLength >= RecordBatchHeader.SizeInBytes - RecordBatchHeader.LogOverhead
        && header.BaseOffset >= 0
        && header.LastOffsetDelta >= 0
        && header.BatchLength <= _limit - Position - RecordBatchHeader.LogOverhead;

    private bool TryReadHeader(out RecordBatchHeader header)
    {
        header = default;
        if (_limit - Position < RecordBatchHeader.SizeInBytes)
        {
            return false;
        }

        long inWindow = Position - _windowStart;
        if (inWindow < 0 || _windowLength - inWindow < RecordBatchHeader.SizeInBytes)
        {
            int wanted = (int)Math.Min(_window.Length, _limit - Position);
            _windowStart = Position;
            _windowLength = _file.Read(_window[..wanted], Position);
            inWindow = 0;
        }

        return RecordBatchHeader.TryRead(_window[(int)inWindow.._windowLength], out header);
    }
}
