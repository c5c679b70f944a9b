using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Consuming;

/// <summary>Fetches the partitions that one broker leads: one request at a time, the next one as soon as the answer is in, as long as there is room for more.</summary>
/// <remarks>
/// Thread model: any thread may poke. Fields below "drain only" belong to the <see cref="SerialDrain"/>; answers are taken up on the connection's receive
/// loop while no drain sends, since one request is under way.
/// </remarks>
internal sealed class BrokerFetcher : IAsyncDisposable
{
    // While the program is behind on one partition, the others are not waited for as long as usual.
    private static readonly TimeSpan WaitWhileOthersAreFull = TimeSpan.FromMilliseconds(20);

    private readonly int _brokerId;
    private readonly Fetcher _fetcher;
    private readonly ClusterClient _cluster;
    private readonly BrokerLink _link;
    private readonly SerialDrain _drain;
    private readonly ITimer _timer;
    private readonly FetchSession _session = new();
    private readonly List<WantedPartition> _wanted = [];
    private volatile bool _isBusy;
    private volatile bool _disposed;

    // Drain only.
    private BrokerConnection? _sessionConnection;

    public BrokerFetcher(int brokerId, Fetcher fetcher, ClusterClient cluster)
    {
        _brokerId = brokerId;
        _fetcher = fetcher;
        _cluster = cluster;
        _link = new BrokerLink(brokerId, cluster, OnLinkChanged);
        _drain = new SerialDrain(Drain);
        _timer = cluster.Time.CreateTimer(
            static state => ((BrokerFetcher)state!).Poke(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Poke() => _drain.Poke(onThisThread: true);

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>For <see cref="FetchCall"/>: the answer is in, and its bytes are the frame's.</summary>
    public void OnResponse(FetchResponse response, FrameLease lease)
    {
        bool isSessionGood = _session.Accept(response.ErrorCode, response.SessionId);
        if (isSessionGood)
        {
            _fetcher.TakeUp(response, _session, _brokerId, lease);
        }
        else
        {
            _fetcher.OnSessionLost(response.ErrorCode);
        }

        _isBusy = false;
        Poke();
    }

    public void OnFailure()
    {
        _session.Reset();
        _cluster.Metadata.RequestUpdate();
        _isBusy = false;
        _fetcher.OnBrokerLost(_brokerId);
        _timer.Change(_cluster.RetryBackoff.First, Timeout.InfiniteTimeSpan);
    }

    private void OnLinkChanged(KafkaException? failure)
    {
        if (failure is not null)
        {
            _fetcher.OnBrokerLost(_brokerId);
        }

        Poke();
    }

    private void Drain()
    {
        if (_isBusy || _disposed)
        {
            return;
        }

        FetchPlan plan = _fetcher.Plan(_brokerId, _wanted);
        if (plan.IsRedirected)
        {
            _fetcher.Poke();
        }

        if (plan.RetryAt != long.MaxValue)
        {
            _timer.Change(_cluster.Time.Until(plan.RetryAt), Timeout.InfiniteTimeSpan);
        }

        if (_wanted.Count == 0)
        {
            return;
        }

        if (_link.Connection is not { } connection)
        {
            return;
        }

        if (!ReferenceEquals(connection, _sessionConnection))
        {
            _session.Reset();
            _sessionConnection = connection;
        }

        Send(connection, plan);
    }

    private void Send(BrokerConnection connection, FetchPlan plan)
    {
        short version;
        try
        {
            version = connection.Versions.Negotiate<FetchRequest>(plan.HasTopicIds ? short.MaxValue : FetchVersions.HighestByName);
        }
        catch (KafkaException e)
        {
            _fetcher.Fail(e);
            return;
        }

        TimeSpan maxWait = plan.IsHoldingBack && WaitWhileOthersAreFull < _fetcher.Options.FetchMaxWait ? WaitWhileOthersAreFull : _fetcher.Options.FetchMaxWait;
        var request = new FetchRequest
        {
            MaxWaitMs = (int)maxWait.TotalMilliseconds,
            MinBytes = _fetcher.Options.FetchMinBytes,
            MaxBytes = _fetcher.Options.FetchMaxBytes,
            IsolationLevel = (sbyte)_fetcher.Options.IsolationLevel,
            RackId = _fetcher.Options.ClientRack,
        };
        _session.Prepare(request, _wanted);
        _isBusy = true;
        connection.Post(request, new FetchCall(this, version), _fetcher.Options.RequestTimeout + maxWait);
    }
}
