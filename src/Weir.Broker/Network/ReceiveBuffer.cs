using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Bytes received but not yet handled, and the frames in them.</summary>
/// <remarks>
/// Thread model: only the connection's receive loop touches it. The memory grows by doubling as bytes really arrive, never from
/// an announced length. While the connection waits it holds none when nothing is unhandled, and little when little is.
/// </remarks>
internal sealed class ReceiveBuffer(BufferPool pool, int maxFrameBytes) : IDisposable
{
    /// <summary>Bytes asked of the socket at once: what stays in the second-level cache while it is handled.</summary>
    public const int SliceBytes = 64 * 1024;

    private const int LengthPrefixBytes = sizeof(int);

    // So few bytes are moved in less time than a wait takes. More of them are those of a sender at work.
    private const int MostMovedBytes = SliceBytes / 4;

    private byte[]? _buffer;
    private int _start;
    private int _end;

    /// <summary>Bytes of memory held.</summary>
    public int Capacity => _buffer?.Length ?? 0;

    /// <summary>Room for the next slice; the buffer is rented, compacted or doubled when it has none.</summary>
    public Memory<byte> GetFreeSpace()
    {
        _buffer ??= pool.Rent(SliceBytes);
        if (_buffer.Length < SliceBytes)
        {
            MoveTo(pool.Rent(SliceBytes));
        }

        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start > 0 && !NextFrameFits())
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            MoveTo(pool.Rent(checked(_buffer.Length * 2)));
        }

        return _buffer.AsMemory(_end, Math.Min(SliceBytes, _buffer.Length - _end));
    }

    public void Advance(int received) => _end += received;

    /// <summary>Whether the next frame is complete.</summary>
    /// <exception cref="ProtocolException">The announced length is negative or above the maximum.</exception>
    public bool HasFrame() => TryReadLength(out int length) && _end - _start - LengthPrefixBytes >= length;

    /// <summary>Takes the next frame, which must be complete, without its length prefix. It is valid until the next call of <see cref="GetFreeSpace"/>.</summary>
    public ReadOnlyMemory<byte> TakeFrame()
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        ReadOnlyMemory<byte> frame = _buffer.AsMemory(_start + LengthPrefixBytes, length);
        _start += LengthPrefixBytes + length;
        return frame;
    }

    /// <summary>Before a wait: gives memory back that what is unhandled does not need, all of it when nothing is.</summary>
    public void Trim()
    {
        int unhandled = _end - _start;
        if (unhandled == 0)
        {
            Dispose();
        }
        else if (_buffer!.Length >= SliceBytes && unhandled <= MostMovedBytes)
        {
            MoveTo(pool.RentFitting(unhandled));
        }
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = _end = 0;
            pool.Return(buffer);
        }
    }

    private bool TryReadLength(out int length)
    {
        if (_end - _start < LengthPrefixBytes)
        {
            length = 0;
            return false;
        }

        length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        if (length < 0 || length > maxFrameBytes)
        {
            ThrowBadLength(length);
        }

        return true;
    }

    private bool NextFrameFits() =>
        _end < _buffer!.Length && TryReadLength(out int length) && length <= _buffer.Length - _start - LengthPrefixBytes;

    private void MoveTo(byte[] other)
    {
        byte[] before = _buffer!;
        before.AsSpan(_start.._end).CopyTo(other);
        (_start, _end) = (0, _end - _start);
        _buffer = other;
        pool.Return(before);
    }

    [DoesNotReturn]
    private void ThrowBadLength(int length) =>
        throw new ProtocolException($"A frame of {length} bytes was announced; socket.request.max.bytes allows 0 to {maxFrameBytes}.");
}
