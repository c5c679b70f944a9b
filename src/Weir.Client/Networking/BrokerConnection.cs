using System.Buffers;
using System.Net.Sockets;
using Weir.Client.Diagnostics;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Networking;

/// <summary>One connection to one broker: requests go out in order, pipelined, and answers come back in the same order.</summary>
/// <remarks>
/// Thread model: requests may be posted from any thread. <c>_pending</c> and <c>_fault</c> are guarded by <c>_lock</c>; the order of
/// <c>_pending</c> is the order on the wire because both queues are filled under the send queue's lock (lock order: send queue,
/// then connection). Answers are handed out by the one receive loop. After a fault the receive loop waits until the socket
/// no longer reads any frame's memory, then fails what is pending, in order.
/// </remarks>
internal sealed class BrokerConnection : IFrameSink, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingRequest> _pending = new();
    private readonly ConnectionSettings _settings;
    private readonly Socket _socket;
    private readonly SendQueue _sendQueue;
    private readonly FrameReceiver _receiver;
    private readonly ITimer _timer;
    private Task _receiving = Task.CompletedTask;
    private KafkaException? _fault;
    private bool _timerArmed;
    private int _nextCorrelationId;

    private BrokerConnection(BrokerAddress address, Socket socket, ConnectionSettings settings)
    {
        Address = address;
        _settings = settings;
        _socket = socket;
        _sendQueue = new SendQueue(socket, e => Fault(ConnectionErrors.Lost(address, e)));
        _receiver = new FrameReceiver(socket, this);
        _timer = settings.Time.CreateTimer(static state => ((BrokerConnection)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Versions = new ApiVersionTable(address, new ApiVersionsResponse());
    }

    public BrokerAddress Address { get; }

    public ApiVersionTable Versions { get; private set; }

    public bool IsUsable => Volatile.Read(ref _fault) is null;

    /// <summary>Connects and learns the broker's API versions.</summary>
    /// <exception cref="KafkaException">The broker is not reachable, or is none.</exception>
    public static async Task<BrokerConnection> OpenAsync(BrokerAddress address, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        Socket socket = await SocketConnector.ConnectAsync(address, settings, cancellationToken).ConfigureAwait(false);
        var connection = new BrokerConnection(address, socket, settings);
        connection._receiving = connection.ReceiveAsync();
        try
        {
            await connection.NegotiateAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a request at the highest common version and returns its answer.</summary>
    public Task<TResponse> RequestAsync<TRequest, TResponse>(
        TRequest request, CancellationToken cancellationToken, TimeSpan? timeout = null, short maxVersion = short.MaxValue)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        short version = Versions.Negotiate<TRequest>(maxVersion);
        var pending = new TaskRequest<TResponse>(version, HeaderVersions.OfResponse(TResponse.ApiKey, version, TResponse.FlexibleFrom));
        Post(request, pending, timeout);
        return cancellationToken.CanBeCanceled ? pending.Response.WaitAsync(cancellationToken) : pending.Response;
    }

    /// <summary>Sends a request; the answer, or the failure, goes to <paramref name="pending"/>.</summary>
    public void Post<TRequest>(TRequest request, PendingRequest pending, TimeSpan? timeout = null)
        where TRequest : IApiMessage
    {
        pending.CorrelationId = Interlocked.Increment(ref _nextCorrelationId) & int.MaxValue;
        pending.Deadline = _settings.Time.TimestampIn(timeout ?? _settings.RequestTimeout);
        EncodedFrame frame = EncodedFrame.ForRequest(request, pending.Version, pending.CorrelationId, _settings.ClientId);
        _sendQueue.Enqueue(frame, static state => state.Connection.TryExpect(state.Pending), (Connection: this, Pending: pending), null);
        if (!IsUsable)
        {
            FailIfRefused(pending);
        }
    }

    /// <summary>Sends a request that has no answer: a produce with acks=0. <paramref name="sent"/> is told when it has left, or will not.</summary>
    public void PostOneWay<TRequest>(TRequest request, short version, IOneWayRequest sent)
        where TRequest : IApiMessage
    {
        int correlationId = Interlocked.Increment(ref _nextCorrelationId) & int.MaxValue;
        EncodedFrame frame = EncodedFrame.ForRequest(request, version, correlationId, _settings.ClientId);
        _sendQueue.Enqueue(frame, static connection => connection.IsUsable, this, sent);
    }

    /// <summary>Completes when the connection is over and nothing is pending any more.</summary>
    public Task Closed => _receiving;

    public async ValueTask DisposeAsync()
    {
        Fault(new KafkaException(ErrorCode.NetworkException, $"The connection to {Address} was closed by this client."));
        await _receiving.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    void IFrameSink.OnFrame(ResponseFrame frame)
    {
        PendingRequest pending;
        lock (_lock)
        {
            if (!_pending.TryPeek(out pending!))
            {
                throw new ProtocolException("An answer came to no request.");
            }
        }

        var reader = new ProtocolReader(frame.Bytes);
        if (reader.ReadInt32() != pending.CorrelationId)
        {
            throw new ProtocolException($"An answer came out of order: {pending.ApiKey} request {pending.CorrelationId} was next.");
        }

        if (pending.ResponseHeaderVersion > 0)
        {
            reader.SkipTaggedFields();
        }

        try
        {
            // Answered before it is taken off the queue: if the bytes are no good, the fault reaches it like the others.
            pending.OnResponse(ref frame, reader.Position);
        }
        finally
        {
            if (frame.OwnArray is { } array)
            {
                ArrayPool<byte>.Shared.Return(array);
            }
        }

        lock (_lock)
        {
            _pending.Dequeue();
        }
    }

    private bool TryExpect(PendingRequest pending)
    {
        lock (_lock)
        {
            if (_fault is not null)
            {
                return false;
            }

            pending.IsExpected = true;
            _pending.Enqueue(pending);
            if (!_timerArmed)
            {
                _timerArmed = true;
                _timer.Change(_settings.Time.Until(pending.Deadline), Timeout.InfiniteTimeSpan);
            }

            return true;
        }
    }

    private void FailIfRefused(PendingRequest pending)
    {
        KafkaException? fault;
        lock (_lock)
        {
            fault = pending.IsExpected ? null : _fault;
        }

        if (fault is not null)
        {
            pending.OnFailure(fault);
        }
    }

    private void OnTimer()
    {
        PendingRequest? late = null;
        lock (_lock)
        {
            _timerArmed = false;
            if (_fault is null && _pending.TryPeek(out PendingRequest? oldest))
            {
                TimeSpan left = _settings.Time.Until(oldest.Deadline);
                if (left > TimeSpan.Zero)
                {
                    _timerArmed = true;
                    _timer.Change(left, Timeout.InfiniteTimeSpan);
                }
                else
                {
                    late = oldest;
                }
            }
        }

        if (late is not null)
        {
            Fault(ConnectionErrors.TimedOut(Address, late.ApiKey));
        }
    }

    private async Task NegotiateAsync(CancellationToken cancellationToken)
    {
        ApiVersionsResponse response = await AskVersionsAsync(ApiVersionsRequest.HighestVersion, cancellationToken).ConfigureAwait(false);
        if (response.ErrorCode == ErrorCode.UnsupportedVersion)
        {
            // Brokers before 2.4 leave the list empty; newer ones say which version they would have liked.
            ApiVersionsResponse.ApiVersion? own = response.ApiKeys.Find(static range => range.ApiKey == (short)ApiKey.ApiVersions);
            short version = Math.Min(own?.MaxVersion ?? 0, ApiVersionsRequest.HighestVersion);
            response = await AskVersionsAsync(version, cancellationToken).ConfigureAwait(false);
        }

        if (response.ErrorCode != ErrorCode.None)
        {
            throw Errors.ToException(response.ErrorCode, $"Asking {Address} for its API versions");
        }

        Versions = new ApiVersionTable(Address, response);
        _receiver.MaxFrameSize = _settings.MaxResponseSize;
    }

    private async Task<ApiVersionsResponse> AskVersionsAsync(short version, CancellationToken cancellationToken)
    {
        var request = new ApiVersionsRequest { ClientSoftwareName = "weir-client", ClientSoftwareVersion = ClientVersion.Text };
        var pending = new ApiVersionsExchange(version);
        Post(request, pending);
        return await pending.Response.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        try
        {
            // The first receive completes asynchronously, so that the caller gets its task before any answer is handled.
            await Task.Yield();
            await _receiver.RunAsync(CancellationToken.None).ConfigureAwait(false);
            Fault(ConnectionErrors.Lost(Address, null));
        }
        catch (Exception e)
        {
            Fault(ConnectionErrors.Lost(Address, e));
        }

        await _sendQueue.Stopped.ConfigureAwait(false);
        FailPending();
    }

    private void Fault(KafkaException fault)
    {
        int pending;
        lock (_lock)
        {
            if (_fault is not null)
            {
                return;
            }

            Volatile.Write(ref _fault, fault);
            pending = _pending.Count;
        }

        Log.ConnectionClosed(_settings.Logger, Address.ToString(), pending, fault.Message);
        _socket.Dispose();
        _sendQueue.Close();
    }

    private void FailPending()
    {
        while (true)
        {
            PendingRequest? pending;
            lock (_lock)
            {
                if (!_pending.TryDequeue(out pending))
                {
                    return;
                }
            }

            pending.OnFailure(_fault!);
        }
    }
}
