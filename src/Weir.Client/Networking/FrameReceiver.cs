using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Protocol;

namespace Weir.Client.Networking;

/// <summary>Cuts the bytes of a socket into frames. Small ones are handed on where they were received, larger ones in a pooled array of their own.</summary>
/// <remarks>Thread model: one caller of <see cref="RunAsync"/>, which calls the sink one frame at a time.</remarks>
internal sealed class FrameReceiver(Socket socket, IFrameSink sink)
{
    // Slices above 64 KiB lose loopback bandwidth: they fall out of the second-level cache.
    private const int SliceSize = 64 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Largest frame that is taken. Small until the broker has proved to speak the protocol.</summary>
    public int MaxFrameSize { get; set; } = 1024 * 1024;

    /// <summary>Receives until the peer closes the connection.</summary>
    /// <exception cref="ProtocolException">A length is absurd.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(SliceSize);
        try
        {
            while (true)
            {
                int received = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                if (received == 0)
                {
                    return;
                }

                _end += received;
                while (TryTakeLength(out int length))
                {
                    if (length <= _end - _start - sizeof(int))
                    {
                        sink.OnFrame(new ResponseFrame(_buffer.AsMemory(_start + sizeof(int), length), null));
                        _start += sizeof(int) + length;
                    }
                    else if (length > _buffer.Length - sizeof(int))
                    {
                        await ReceiveLargeAsync(length, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        break;
                    }
                }

                Compact();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private bool TryTakeLength(out int length)
    {
        length = 0;
        if (_end - _start < sizeof(int))
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        return length >= sizeof(int) && length <= MaxFrameSize
            ? true
            : throw new ProtocolException(
                $"The answer announces {(uint)length} bytes, of which at most {MaxFrameSize} are taken. Is this the PLAINTEXT listener of a Kafka broker?");
    }

    private async ValueTask ReceiveLargeAsync(int length, CancellationToken cancellationToken)
    {
        byte[] own = ArrayPool<byte>.Shared.Rent(length);
        int filled = _end - _start - sizeof(int);
        _buffer.AsSpan(_start + sizeof(int), filled).CopyTo(own);
        _start = _end = 0;
        while (filled < length)
        {
            Memory<byte> slice = own.AsMemory(filled, Math.Min(SliceSize, length - filled));
            int received = await socket.ReceiveAsync(slice, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                throw new IOException($"The connection was closed after {filled} of {length} bytes of an answer.");
            }

            filled += received;
        }

        Deliver(own, length);
    }

    private void Deliver(byte[] own, int length)
    {
        var frame = new ResponseFrame(own.AsMemory(0, length), own);
        sink.OnFrame(frame);
    }

    private void Compact()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
    }
}
