namespace Weir.Broker;

/// <summary>Responses of one connection in the order of their requests (protocol guide, "Network").</summary>
/// <remarks>
/// Thread model: safe for concurrent use; one short lock, under which nothing is called. The receive loop enqueues, any thread
/// completes, and whoever makes the head complete while nothing is being sent becomes the sender until it runs dry.
/// </remarks>
internal sealed class ResponseQueue
{
    /// <summary>Requests accepted but not yet answered, above which the connection stops reading.</summary>
    public const int MaxPending = 256;

    /// <summary>Bytes of finished responses not yet taken by the peer, above which the connection stops handling requests.</summary>
    public const int MaxUnsentBytes = 1024 * 1024;

    private const int MaxFramesPerSend = 128;

    private readonly Lock _lock = new();
    private RequestContext? _head;
    private RequestContext? _tail;
    private RequestContext? _exclusive;
    private int _pending;
    private long _unsentBytes;
    private bool _corked;
    private bool _sending;
    private bool _closed;
    private bool _gateAwaited;
    private int _mutes;

    /// <summary>Whether anything waits for its handler or for the peer.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _head is null && !_sending;
            }
        }
    }

    /// <summary>Takes the place in line for a request about to be handled.</summary>
    /// <param name="context">The request.</param>
    /// <param name="exclusive">No further request may be handled before this one has completed.</param>
    public void Enqueue(RequestContext context, bool exclusive)
    {
        lock (_lock)
        {
            if (_tail is null)
            {
                _head = context;
            }
            else
            {
                _tail.Next = context;
            }

            _tail = context;
            _pending++;
            if (exclusive)
            {
                _exclusive = context;
            }
        }
    }

    /// <summary>Records that <paramref name="context"/> has its response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maySend">Whether the caller can become the sender now; otherwise it sees to it that <see cref="TryBeginSending"/> follows.</param>
    /// <returns>What the caller must do now, outside of any lock.</returns>
    public ResponseActions Complete(RequestContext context, bool maySend)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                context.IsCompleted = true;
                _unsentBytes += context.ResponseBytes;
                if (ReferenceEquals(_exclusive, context))
                {
                    _exclusive = null;
                }

                return TakeActions(mayClaim: maySend && !_corked);
            }
        }

        context.Release();
        return ResponseActions.None;
    }

    /// <summary>Until <see cref="Uncork"/>, responses gather instead of being sent one by one.</summary>
    public void Cork()
    {
        lock (_lock)
        {
            _corked = true;
        }
    }

    /// <returns>True when the caller has become the sender.</returns>
    public bool Uncork()
    {
        lock (_lock)
        {
            _corked = false;
            return TryClaimSender();
        }
    }

    /// <returns>True when the caller has become the sender.</returns>
    public bool TryBeginSending()
    {
        lock (_lock)
        {
            return !_corked && TryClaimSender();
        }
    }

    /// <summary>Whether the next request may be handled. When not, <see cref="ResponseActions.OpenGate"/> will tell when to ask again.</summary>
    public bool TryPassGate()
    {
        lock (_lock)
        {
            bool open = _closed || IsGateOpen;
            _gateAwaited = !open;
            return open;
        }
    }

    /// <summary>Keeps the gate closed until <see cref="Unmute"/>, once for each call.</summary>
    public void Mute()
    {
        lock (_lock)
        {
            _mutes++;
        }
    }

    public ResponseActions Unmute()
    {
        lock (_lock)
        {
            _mutes--;
            return TakeActions(mayClaim: false);
        }
    }

    /// <summary>For the sender: moves the finished responses at the head of the line into <paramref name="batch"/>, or stops being the sender.</summary>
    /// <returns>False when there is nothing to send; the caller is no longer the sender.</returns>
    public bool TryTakeBatch(List<RequestContext> batch)
    {
        lock (_lock)
        {
            long bytes = 0;
            while (_head is { IsCompleted: true } head && batch.Count < MaxFramesPerSend && bytes < MaxUnsentBytes)
            {
                bytes += head.ResponseBytes;
                batch.Add(head);
                _head = head.Next;
                _tail = _head is null ? null : _tail;
            }

            _sending = batch.Count > 0 && !_closed;
            return _sending;
        }
    }

    /// <summary>For the sender: the batch has gone out, or never will.</summary>
    public ResponseActions OnBatchSent(List<RequestContext> batch)
    {
        long bytes = 0;
        foreach (RequestContext context in batch)
        {
            bytes += context.ResponseBytes;
            context.Release();
        }

        lock (_lock)
        {
            _unsentBytes -= bytes;
            _pending -= batch.Count;
            batch.Clear();
            return TakeActions(mayClaim: false);
        }
    }

    /// <summary>Drops everything finished; what is still being handled is dropped when it completes.</summary>
    public ResponseActions Close()
    {
        RequestContext? dropped;
        ResponseActions actions;
        lock (_lock)
        {
            _closed = true;
            dropped = _head;
            _head = _tail = null;
            actions = TakeActions(mayClaim: false);
        }

        for (; dropped is not null; dropped = dropped.Next)
        {
            if (dropped.IsCompleted)
            {
                dropped.Release();
            }
        }

        return actions;
    }

    private bool IsGateOpen => _mutes == 0 && _exclusive is null && _pending < MaxPending && _unsentBytes < MaxUnsentBytes;

    private ResponseActions TakeActions(bool mayClaim)
    {
        ResponseActions actions = mayClaim && TryClaimSender() ? ResponseActions.Send : ResponseActions.None;
        if (_gateAwaited && (_closed || IsGateOpen))
        {
            _gateAwaited = false;
            actions |= ResponseActions.OpenGate;
        }

        return actions;
    }

    private bool TryClaimSender()
    {
        if (_sending || _closed || _head is not { IsCompleted: true })
        {
            return false;
        }

        _sending = true;
        return true;
    }
}
