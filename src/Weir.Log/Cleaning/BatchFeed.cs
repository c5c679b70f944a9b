using System.Buffers;
using Weir.Log.Storage;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>Reads the batches of a segment one after the other, in chunks.</summary>
/// <remarks>Thread model: owned by the cleaner's thread. A batch is valid until the next call.</remarks>
internal sealed class BatchFeed(int chunkBytes, IoThrottle throttle) : IDisposable
{
    private readonly int _chunkBytes = Math.Max(chunkBytes, RecordBatchHeader.SizeInBytes);
    private byte[] _buffer = [];
    private IStorageFile? _file;
    private long _limit;
    private int _start;
    private int _end;

    /// <summary>Where the next batch starts in the file.</summary>
    public long Position { get; private set; }

    /// <summary>Starts at a batch of a file, on which the caller holds a lease.</summary>
    /// <param name="file">The segment's log file.</param>
    /// <param name="position">Where a batch starts.</param>
    /// <param name="limit">Where the segment ends.</param>
    public void Open(IStorageFile file, long position, long limit)
    {
        _file = file;
        _limit = limit;
        Position = position;
        _start = _end = 0;
    }

    /// <summary>Reads the next batch; false at the end.</summary>
    /// <exception cref="ProtocolException">The bytes there are no batch.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool TryNext(out ReadOnlyMemory<byte> batch)
    {
        batch = default;
        if (Position == _limit)
        {
            return false;
        }

        int size = RecordBatchHeader.SizeInBytes;
        Require(size);
        if (!RecordBatch.TryMeasure(_buffer.AsSpan(_start, _end - _start), out size))
        {
            throw Cut();
        }

        Require(size);
        batch = _buffer.AsMemory(_start, size);
        _start += size;
        Position += size;
        return true;
    }

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        Return();
        _buffer = [];
        _file = null;
    }

    /// <summary>Makes sure that the next <paramref name="count"/> bytes are in the buffer.</summary>
    private void Require(int count)
    {
        if (_end - _start >= count)
        {
            return;
        }

        if (count > _limit - Position)
        {
            throw Cut();
        }

        MakeRoom(count);
        int wanted = (int)Math.Min(_buffer.Length - _end, _limit - Position - _end);
        int read = _file!.Read(_buffer.AsSpan(_end, wanted), Position + _end);
        _end += read;
        throttle.Account(read);
        if (_end < count)
        {
            throw Cut();
        }
    }

    /// <summary>Moves what is left to the front, in a buffer that has the room.</summary>
    private void MakeRoom(int count)
    {
        byte[] before = _buffer;
        if (before.Length < count)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(count, _chunkBytes));
        }

        before.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (!ReferenceEquals(before, _buffer) && before.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(before);
        }
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private ProtocolException Cut() => new($"No whole record batch lies at byte {Position}.");
}
