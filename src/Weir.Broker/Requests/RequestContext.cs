using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Broker;

/// <summary>What a handler knows about the request it serves, and the place its response waits in until its turn comes.</summary>
/// <remarks>
/// Thread model: made on the connection's receiving thread; completed exactly once, on any thread; from then on owned by the
/// connection's <see cref="ResponseQueue"/>. <see cref="ReleaseAfterSend"/> is for the handler, before it completes.
/// </remarks>
internal sealed class RequestContext(ClientConnection connection, ApiKey apiKey, short apiVersion, int correlationId, string? clientId)
{
    private IDisposable? _lease;
    private TimeSpan _work;
    private volatile bool _isWaiting;

    public ApiKey ApiKey { get; } = apiKey;

    public short ApiVersion { get; } = apiVersion;

    public int CorrelationId { get; } = correlationId;

    /// <summary>What the client calls itself (<c>client.id</c>); null and empty are both legal.</summary>
    public string? ClientId { get; } = clientId;

    /// <summary>The connection the request came by: peer, listener, and a token that fires when it closes.</summary>
    public ClientConnection Connection { get; } = connection;

    /// <summary>Bytes of the request without its header.</summary>
    public int RequestBytes { get; internal set; }

    /// <summary>When its handling began, on the broker's clock; only taken while there are quotas.</summary>
    internal long StartTimestamp { get; set; }

    /// <summary>Time the handler has worked, what it waited for left out; zero while there are no quotas. Exact only as far as that matters.</summary>
    internal TimeSpan WorkTime => StartTimestamp == 0 || _isWaiting ? _work : _work + Connection.Time.GetElapsedTime(StartTimestamp);

    /// <summary>What the request used has been recorded.</summary>
    internal bool IsMeasured { get; set; }

    /// <summary>The handler has returned to its caller and not gone on.</summary>
    internal bool IsWaiting => _isWaiting;

    /// <summary>The handler waits from here on.</summary>
    internal void StopWork()
    {
        _work = WorkTime;
        _isWaiting = true;
    }

    /// <summary>What the handler waited for is there.</summary>
    internal void ResumeWork()
    {
        if (_isWaiting && StartTimestamp != 0)
        {
            StartTimestamp = Connection.Time.GetTimestamp();
            _isWaiting = false;
        }
    }

    /// <summary>Host and port clients of this listener are told to use.</summary>
    public BrokerEndpoint Advertised => Connection.Listener.Advertised;

    /// <summary>Address of the peer, in the form Kafka shows it: <c>/127.0.0.1</c>.</summary>
    public string ClientHost => Connection.ClientHost;

    /// <summary>Fires when the connection is gone; a waiting request then has nobody to answer.</summary>
    public CancellationToken ConnectionClosed => Connection.Closed;

    /// <summary>The response as it goes out; null when there is none to send.</summary>
    internal EncodedFrame? Frame { get; private set; }

    /// <summary>The client asked for a version of ApiVersions that is not served; <see cref="ApiVersion"/> is 0 then (KIP-511).</summary>
    public bool IsUnsupportedVersion { get; init; }

    internal int ResponseBytes => Frame?.Length ?? 0;

    internal bool IsCompleted { get; set; }

    internal RequestContext? Next { get; set; }

    /// <summary>Keeps memory the response refers to (spliced records) until it has been sent or dropped.</summary>
    public void ReleaseAfterSend(IDisposable lease) =>
        _lease = _lease is null ? lease : throw new InvalidOperationException("The response already holds a lease.");

    /// <summary>Ends the connection without an answer: the protocol's only way to report an error for acks=0.</summary>
    public void CloseConnection(string reason) => Connection.Close(reason);

    internal void Complete(EncodedFrame? frame)
    {
        Frame = frame;
        Connection.OnCompleted(this);
    }

    /// <summary>A handler broke, and the client is told so by an answer that carries an error.</summary>
    internal void OnHandlerFailed(Exception error) => Connection.OnHandlerFailed(this, error);

    /// <summary>A handler broke, and nothing sensible can be answered: the connection ends, as the order of responses must hold.</summary>
    internal void Fail(Exception error) => Connection.OnFailed(this, error);

    /// <summary>Gives back what the response held.</summary>
    internal void Release()
    {
        Frame?.Dispose();
        Frame = null;
        Interlocked.Exchange(ref _lease, null)?.Dispose();
    }
}
