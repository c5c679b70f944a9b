using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Compare.Raw;

/// <summary>A blocking connection that speaks whole frames: as little client as possible between the load and the broker.</summary>
/// <remarks>Thread model: one thread.</remarks>
internal sealed partial class RawConnection : IDisposable
{
    private const int ReceiveSlice = 64 * 1024; // larger slices fall out of the L2 cache
    private readonly Socket _socket;
    private byte[] _buffer = new byte[ReceiveSlice];
    private int _start;
    private int _end;

    public RawConnection(int port)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect("127.0.0.1", port);
    }

    public static byte[] Flatten<T>(T request, short version)
        where T : IApiMessage
    {
        using EncodedFrame frame = EncodedFrame.ForRequest(request, version, correlationId: 1, clientId: "compare");
        var pieces = new List<ArraySegment<byte>>();
        frame.AppendTo(pieces);
        return [.. pieces.SelectMany(p => p)];
    }

    public TResponse Ask<TRequest, TResponse>(TRequest request, short version)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        Send(Flatten(request, version));
        ReadOnlyMemory<byte> frame = Receive();
        int header = HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom) == 1 ? 5 : 4;
        var reader = new ProtocolReader(frame[header..].ToArray());
        var response = new TResponse();
        response.Read(ref reader, version);
        return response;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Whether another whole response has already been received.</summary>
    public bool HasBufferedResponse =>
        _end - _start >= 4 && _end - _start - 4 >= BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));

    /// <summary>One response without its length; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Receive()
    {
        Fill(4);
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        Fill(4 + length);
        ReadOnlyMemory<byte> frame = _buffer.AsMemory(_start + 4, length);
        _start += 4 + length;
        return frame;
    }

    /// <summary>
    /// The first bytes of one response without its length; valid until the next call. What has not arrived of the rest yet is dropped by
    /// the system, where that can be had: it would cost more than the broker's own work to copy it here.
    /// </summary>
    /// <param name="count">Bytes wanted; the response has at least as many.</param>
    public ReadOnlyMemory<byte> ReceiveHead(int count)
    {
        Fill(4);
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        if (!OperatingSystem.IsLinux())
        {
            return Receive()[..count];
        }

        Fill(4 + count);
        ReadOnlyMemory<byte> head = _buffer.AsMemory(_start + 4, count);
        int buffered = Math.Min(_end - _start, 4 + length);
        _start += buffered;
        for (int rest = 4 + length - buffered; rest > 0;)
        {
            rest -= Discard(rest);
        }

        return head;
    }

    public void Dispose() => _socket.Dispose();

    private int Discard(int count)
    {
        const int Truncate = 0x20; // MSG_TRUNC: tcp(7), "discarded rather than passed back"
        nint dropped = Receive(_socket.SafeHandle, 0, count, Truncate);
        return dropped > 0 ? (int)dropped : throw new IOException("the broker closed the connection");
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeSocketHandle socket, nint buffer, nint length, int flags);

    private void Fill(int needed)
    {
        if (_end - _start >= needed)
        {
            return;
        }

        if (_start > 0 && _buffer.Length - _start < needed + ReceiveSlice)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_buffer.Length < needed + ReceiveSlice)
        {
            Array.Resize(ref _buffer, needed + ReceiveSlice);
        }

        while (_end - _start < needed)
        {
            int room = Math.Min(ReceiveSlice, _buffer.Length - _end);
            int received = _socket.Receive(_buffer, _end, room, SocketFlags.None);
            _end += received > 0 ? received : throw new IOException("the broker closed the connection");
        }
    }
}
