using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>One client's connection: receives frames, has them handled in order, and answers in that order.</summary>
/// <remarks>
/// Thread model: the receive loop (<see cref="RunAsync"/>) is one logical thread; it alone touches the <see cref="ReceiveBuffer"/>.
/// Completions may come from any thread and go through the <see cref="ResponseQueue"/>. Nothing here blocks.
/// </remarks>
internal sealed partial class ClientConnection : IDisposable
{
    /// <summary>Bytes handled before responses are sent although more requests lie ready.</summary>
    private const int MaxBytesPerDrain = 256 * 1024;

    private const string UnknownSoftware = "unknown";

    private readonly Socket _socket;
    private readonly RequestDecoder _decoder;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ReceiveBuffer _input;
    private readonly ResponseQueue _responses = new();
    private readonly ResponseSender _sender;
    private readonly ReceiveGate _gate = new();
    private readonly CancellationTokenSource _closed = new();
    private long _lastActive;
    private bool _isDrained;
    private int _isClosed;

    public ClientConnection(Socket socket, Listener listener, RequestDecoder decoder, BufferPool buffers, int maxFrameBytes, ILogger logger, TimeProvider time)
    {
        socket.Blocking = false;
        _socket = socket;
        _decoder = decoder;
        _logger = logger;
        _time = time;
        Listener = listener;
        Closed = _closed.Token;
        var peer = (IPEndPoint)socket.RemoteEndPoint!;
        ClientHost = "/" + ListenerAddress.Unmapped(peer.Address);
        ClientPort = peer.Port;
        _input = new ReceiveBuffer(buffers, maxFrameBytes);
        _sender = new ResponseSender(socket, buffers, _responses, OnSent, Close);
        _lastActive = time.GetTimestamp();
    }

    public Listener Listener { get; }

    /// <summary>Address of the peer as Kafka shows it: <c>/127.0.0.1</c>.</summary>
    public string ClientHost { get; }

    public int ClientPort { get; }

    /// <summary>What the client says it is (KIP-511); <c>unknown</c> until it has.</summary>
    public string SoftwareName { get; private set; } = UnknownSoftware;

    public string SoftwareVersion { get; private set; } = UnknownSoftware;

    /// <summary>The broker's clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Limits of the clients; null when there are none.</summary>
    public ClientQuotas? Quotas { get; init; }

    /// <summary>Fires when the connection has ended.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Time since the last byte came or the last response went; zero while a request is being handled.</summary>
    public TimeSpan IdleTime => _responses.IsIdle ? _time.GetElapsedTime(Volatile.Read(ref _lastActive)) : TimeSpan.Zero;

    /// <summary>Serves the connection until either side ends it. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await ReceiveAsync())
            {
                await DrainAsync();
            }

            Close("the client closed it");
        }
        catch (ProtocolException e)
        {
            Close(e.Message);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Close(e.Message);
        }
        catch (Exception e)
        {
            LogHandlerFailed(_logger, e, ClientHost, ClientPort);
            Close("a handler failed");
        }
        finally
        {
            _input.Dispose();
        }
    }

    /// <summary>Ends the connection. Responses not yet sent are dropped.</summary>
    public void Close(string reason)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        LogClosed(_logger, ClientHost, ClientPort, reason);
        _socket.Dispose();
        _sender.Dispose();
        ResponseActions actions = _responses.Close();
        _closed.Cancel();
        Perform(actions, isOwnThread: false);
    }

    public void Dispose() => Close("disposed");

    internal void OnCompleted(RequestContext context) =>
        Perform(_responses.Complete(context, maySend: !CompletionScope.TryAdd(this)), isOwnThread: false);

    /// <summary>Sends what is ready and not yet being sent.</summary>
    internal void SendResponses()
    {
        if (_responses.TryBeginSending())
        {
            _sender.Run(isOwnThread: false);
        }
    }

    /// <summary>The client has said what it is; on the receiving thread.</summary>
    internal void Introduce(string softwareName, string softwareVersion) => (SoftwareName, SoftwareVersion) = (softwareName, softwareVersion);

    /// <summary>Handles no further requests for a while; responses go out (KIP-219).</summary>
    internal void Mute(TimeSpan duration)
    {
        _responses.Mute();
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                Perform(_responses.Unmute(), isOwnThread: false);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(duration, Timeout.InfiniteTimeSpan);
    }

    internal void OnHandlerFailed(RequestContext context, Exception error)
    {
        if (error is not OperationCanceledException || !Closed.IsCancellationRequested)
        {
            LogAnsweredWithError(_logger, error, context.ApiKey, context.ApiVersion, ClientHost, ClientPort);
        }
    }

    internal void OnFailed(RequestContext context, Exception error)
    {
        if (error is not OperationCanceledException || !Closed.IsCancellationRequested)
        {
            LogRequestFailed(_logger, error, context.ApiKey, context.ApiVersion, ClientHost, ClientPort);
        }

        Close($"{context.ApiKey} v{context.ApiVersion} could not be answered");
    }

    /// <summary>Waits for bytes and takes them.</summary>
    /// <returns>False when the client has closed the connection.</returns>
    private async ValueTask<bool> ReceiveAsync()
    {
        while (true)
        {
            if (!_isDrained)
            {
                int received = ReceiveNow();
                if (received >= 0)
                {
                    return received > 0;
                }
            }

            _input.Trim();
            _ = await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None); // waiting without a buffer costs no memory
            _isDrained = false;
        }
    }

    /// <summary>Takes what has arrived.</summary>
    /// <returns>Bytes taken; 0 when the client has closed the connection, -1 when nothing has arrived.</returns>
    private int ReceiveNow()
    {
        int received = _socket.Receive(_input.GetFreeSpace().Span, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            _isDrained = true;
            return -1;
        }

        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }

        _input.Advance(received);
        Volatile.Write(ref _lastActive, _time.GetTimestamp());
        return received;
    }

    /// <summary>Handles what has been received until nothing complete is left, and answers it.</summary>
    private async ValueTask DrainAsync()
    {
        while (!HandleFrames())
        {
            do
            {
                await _gate.WaitAsync();
                _gate.Reset();
            }
            while (!_responses.TryPassGate());
            Closed.ThrowIfCancellationRequested();
        }
    }

    // Synchronous throughout: responses gather here, and so do the requests of others that these ones wake.
    private bool HandleFrames()
    {
        _responses.Cork();
        CompletionScope.Begin();
        try
        {
            return HandleUntilGateCloses();
        }
        finally
        {
            if (_responses.Uncork())
            {
                _sender.Run(isOwnThread: true);
            }

            CompletionScope.End();
        }
    }

    private bool HandleUntilGateCloses()
    {
        for (int drained = 0; ;)
        {
            while (_input.HasFrame())
            {
                if (!_responses.TryPassGate())
                {
                    return false;
                }

                Handle(_input.TakeFrame());
            }

            int received = drained >= MaxBytesPerDrain || Volatile.Read(ref _isClosed) != 0 ? -1 : ReceiveNow();
            if (received <= 0)
            {
                return true;
            }

            drained += received;
        }
    }

    private void Handle(ReadOnlyMemory<byte> frame)
    {
        RequestContext context = _decoder.Decode(this, frame, out ApiHandler handler, out ReadOnlyMemory<byte> body);
        _responses.Enqueue(context, exclusive: !handler.AllowsPipelining);
        handler.Dispatch(context, body);
    }

    private void OnSent(ResponseActions actions, bool isOwnThread)
    {
        Volatile.Write(ref _lastActive, _time.GetTimestamp());
        Perform(actions, isOwnThread);
    }

    // The next requests are not to be handled on a thread that belongs to others, least of all the committer's.
    private void Perform(ResponseActions actions, bool isOwnThread)
    {
        if ((actions & ResponseActions.Send) != 0)
        {
            _sender.Run(isOwnThread);
        }

        if ((actions & ResponseActions.OpenGate) != 0)
        {
            _gate.Open(inline: isOwnThread);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection of {ClientHost}:{ClientPort} ended: {Reason}")]
    private static partial void LogClosed(ILogger logger, string clientHost, int clientPort, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request of {ClientHost}:{ClientPort} broke its handler; the connection ends")]
    private static partial void LogHandlerFailed(ILogger logger, Exception error, string clientHost, int clientPort);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ApiKey} v{ApiVersion} of {ClientHost}:{ClientPort} broke its handler; it is answered with an error")]
    private static partial void LogAnsweredWithError(ILogger logger, Exception error, ApiKey apiKey, short apiVersion, string clientHost, int clientPort);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ApiKey} v{ApiVersion} of {ClientHost}:{ClientPort} broke its handler; the connection ends")]
    private static partial void LogRequestFailed(ILogger logger, Exception error, ApiKey apiKey, short apiVersion, string clientHost, int clientPort);
}
