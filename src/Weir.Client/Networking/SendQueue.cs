using System.Net.Sockets;
using Weir.Protocol.Framing;

namespace Weir.Client.Networking;

/// <summary>Sends frames in order. Whoever finds the queue idle sends on its own thread; what is queued meanwhile goes out in one gathered send.</summary>
/// <remarks>
/// Thread model: <see cref="Enqueue"/> from any thread. <c>_queued</c> and <c>_sending</c> are guarded by the lock; everything else
/// belongs to the one who has set <c>_sending</c>.
/// </remarks>
internal sealed class SendQueue(Socket socket, Action<Exception> onFailure)
{
    // The system takes at most 1024 pieces at once; a produce request has two per batch.
    private const int MaxPieces = 512;

    private readonly Lock _lock = new();
    private readonly Queue<QueuedFrame> _queued = new();
    private readonly List<QueuedFrame> _current = [];
    private readonly List<ArraySegment<byte>> _pieces = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _sending;
    private bool _closed;

    /// <summary>Completes after <see cref="Close"/>, when the socket reads none of the frames' memory any more.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Takes the frame over. <paramref name="beforeSend"/> runs in the order of the frames; it returns false to drop this one.</summary>
    public void Enqueue<TState>(EncodedFrame frame, Func<TState, bool> beforeSend, TState state, IOneWayRequest? oneWay)
    {
        var queued = new QueuedFrame(frame, oneWay);
        bool start = false;
        bool accepted;
        lock (_lock)
        {
            accepted = beforeSend(state) && !_closed;
            if (accepted)
            {
                _queued.Enqueue(queued);
                start = !_sending;
                _sending = true;
            }
        }

        if (!accepted)
        {
            queued.Release(sent: false);
        }
        else if (start)
        {
            _ = PumpAsync();
        }
    }

    /// <summary>Drops what is queued. The socket must be closed, so that a send under way ends.</summary>
    public void Close()
    {
        List<QueuedFrame> dropped;
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            dropped = [.. _queued];
            _queued.Clear();
            if (!_sending)
            {
                _stopped.TrySetResult();
            }
        }

        dropped.ForEach(static frame => frame.Release(sent: false));
    }

    private async Task PumpAsync()
    {
        try
        {
            while (TakeQueued())
            {
                await SendPiecesAsync().ConfigureAwait(false);
                ReleaseCurrent(sent: true);
            }
        }
        catch (Exception e)
        {
            // The connection closes this queue in turn; _sending stays set so that nobody starts again.
            ReleaseCurrent(sent: false);
            _stopped.TrySetResult();
            onFailure(e);
        }
    }

    private bool TakeQueued()
    {
        lock (_lock)
        {
            while (_pieces.Count < MaxPieces && _queued.TryDequeue(out QueuedFrame frame))
            {
                frame.Frame.AppendTo(_pieces);
                _current.Add(frame);
            }

            if (_current.Count > 0)
            {
                return true;
            }

            _sending = false;
            if (_closed)
            {
                _stopped.TrySetResult();
            }

            return false;
        }
    }

    private async ValueTask SendPiecesAsync()
    {
        if (_pieces.Count == 1)
        {
            ReadOnlyMemory<byte> rest = _pieces[0];
            while (rest.Length > 0)
            {
                rest = rest[await socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
            }

            return;
        }

        while (_pieces.Count > 0)
        {
            Drop(await socket.SendAsync(_pieces, SocketFlags.None).ConfigureAwait(false));
        }
    }

    /// <summary>Takes sent bytes off the front of the pieces.</summary>
    private void Drop(int sent)
    {
        int whole = 0;
        while (whole < _pieces.Count && sent >= _pieces[whole].Count)
        {
            sent -= _pieces[whole++].Count;
        }

        _pieces.RemoveRange(0, whole);
        if (sent > 0)
        {
            _pieces[0] = _pieces[0][sent..];
        }
    }

    private void ReleaseCurrent(bool sent)
    {
        _pieces.Clear();
        foreach (QueuedFrame frame in _current)
        {
            frame.Release(sent);
        }

        _current.Clear();
    }

    private readonly record struct QueuedFrame(EncodedFrame Frame, IOneWayRequest? OneWay)
    {
        public void Release(bool sent)
        {
            Frame.Dispose();
            OneWay?.OnSent(sent);
        }
    }
}
