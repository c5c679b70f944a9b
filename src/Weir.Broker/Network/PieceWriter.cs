using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Log;

namespace Weir.Broker;

/// <summary>Writes pieces of memory and of log files to a socket: memory in gathered sends, files by <c>sendfile</c>, or copied where there is none.</summary>
/// <remarks>
/// Thread model: one owner, who fills <see cref="Pieces"/>, calls <see cref="Write"/> and touches nothing until that has returned false or
/// the completion has been told. Never blocks on the socket, which must be non-blocking.
/// </remarks>
internal sealed class PieceWriter : IDisposable
{
    // What is copied at once, when the socket has no room or there is no sendfile: it stays in the processor's cache.
    private const int CopySize = BufferPool.Smallest;

    private readonly Socket _socket;
    private readonly BufferPool _buffers;
    private readonly SocketAsyncEventArgs _send = new(true);
    private readonly List<ArraySegment<byte>> _gathered = [];
    private byte[]? _copy;
    private int _next;
    private int _sentOfSlice;

    /// <param name="socket">Where to; set not to block.</param>
    /// <param name="buffers">Where memory for copies comes from.</param>
    /// <param name="onCompleted">Told when a <see cref="Write"/> that returned true has ended, well or not.</param>
    public PieceWriter(Socket socket, BufferPool buffers, Action onCompleted)
    {
        _socket = socket;
        _buffers = buffers;
        _send.Completed += (_, _) =>
        {
            EndStep();
            if (!Advance())
            {
                onCompleted();
            }
        };
    }

    /// <summary>What to write, in order; log slices stand for themselves (<see cref="LogSliceMemory"/>). Empty again when all is written.</summary>
    public List<ReadOnlyMemory<byte>> Pieces { get; } = [];

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
    public string? Error { get; private set; }

    /// <summary>Writes all pieces.</summary>
    /// <returns>True when it goes on in the background, and the completion will tell the end.</returns>
    public bool Write() => Advance();

    public void Dispose() => _send.Dispose();

    /// <returns>True when a send is under way; false when all is written or nothing more can be.</returns>
    private bool Advance()
    {
        while (_next < Pieces.Count && Error is null)
        {
            if (Start())
            {
                return true;
            }

            EndStep();
        }

        Pieces.Clear();
        _next = 0;
        if (_copy is not null)
        {
            _buffers.Return(_copy);
            _copy = null;
        }

        return false;
    }

    private bool Start()
    {
        try
        {
            return LogSliceMemory.TryGet(Pieces[_next], out LogSlice? slice) ? StartSlice(slice.Value) : StartGathered();
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException or IOException)
        {
            Error = e.Message;
            return false;
        }
    }

    private bool StartGathered()
    {
        for (; _next < Pieces.Count && !LogSliceMemory.TryGet(Pieces[_next], out _); _next++)
        {
            _gathered.Add(MemoryMarshal.TryGetArray(Pieces[_next], out ArraySegment<byte> segment) ? segment : new(Pieces[_next].ToArray()));
        }

        if (_gathered.Count == 1)
        {
            _send.BufferList = null;
            _send.SetBuffer(_gathered[0].Array, _gathered[0].Offset, _gathered[0].Count);
        }
        else
        {
            _send.SetBuffer(null, 0, 0);
            _send.BufferList = _gathered;
        }

        return _socket.SendAsync(_send);
    }

    /// <summary>Passes on what the socket takes; what it does not take at once waits as a small copy.</summary>
    private bool StartSlice(LogSlice slice)
    {
        while (NativeMethods.HasSendFile && slice.File is { } file && _sentOfSlice < slice.Length)
        {
            int sent = NativeMethods.TrySendFile(_socket.SafeHandle, file, slice.Position + _sentOfSlice, slice.Length - _sentOfSlice);
            if (sent == 0)
            {
                break;
            }

            _sentOfSlice += sent;
        }

        if (_sentOfSlice == slice.Length)
        {
            EndSlice();
            return false;
        }

        _copy ??= _buffers.Rent(CopySize);
        int count = slice.CopyTo(_copy.AsSpan(0, CopySize), _sentOfSlice);
        if (count == 0)
        {
            throw new EndOfStreamException("the segment ended early");
        }

        _sentOfSlice += count;
        if (_sentOfSlice == slice.Length)
        {
            EndSlice();
        }

        _send.BufferList = null;
        _send.SetBuffer(_copy, 0, count);
        return _socket.SendAsync(_send);
    }

    private void EndSlice()
    {
        _sentOfSlice = 0;
        _next++;
    }

    private void EndStep()
    {
        _gathered.Clear();
        if (Error is null && _send.SocketError != SocketError.Success)
        {
            Error = _send.SocketError.ToString();
        }
    }
}
