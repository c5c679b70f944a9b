using Weir.Client.Diagnostics;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>
/// The share session with one broker: acquires records of the partitions it leads when the program waits for some, and tells what has become of them, with the
/// next fetch or, when somebody waits for it, by itself. One request at a time, since each carries the next epoch of the session.
/// </summary>
/// <remarks>
/// Thread model: any thread may poke. Fields below "drain only" belong to the <see cref="SerialDrain"/>; answers are taken up on the connection's receive
/// loop while no drain sends, since one request is under way.
/// </remarks>
internal sealed class BrokerShareFetcher
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly int _brokerId;
    private readonly ShareFetcher _fetcher;
    private readonly ClusterClient _cluster;
    private readonly BrokerLink _link;
    private readonly SerialDrain _drain;
    private readonly ITimer _timer;
    private readonly CommitQueue _commits;
    private TaskCompletionSource? _closing;
    private volatile bool _mayRenew = true;
    private volatile bool _isBusy;

    // Drain only.
    private readonly ShareSession _session = new();
    private BrokerConnection? _sessionConnection;
    private long _notBefore;
    private int _failures;

    public BrokerShareFetcher(int brokerId, ShareFetcher fetcher, ClusterClient cluster)
    {
        _brokerId = brokerId;
        _fetcher = fetcher;
        _cluster = cluster;
        _commits = new CommitQueue(fetcher.Ledger, this);
        _link = new BrokerLink(brokerId, cluster, _ => Poke());
        _drain = new SerialDrain(Drain);
        _timer = cluster.Time.CreateTimer(
            static state => ((BrokerShareFetcher)state!).Poke(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the broker can renew locks, as far as is known.</summary>
    public bool MayRenew => _mayRenew;

    private bool IsClosing => Volatile.Read(ref _closing) is not null;

    public void Poke() => _drain.Poke(onThisThread: true);

    /// <summary>Pokes at a moment, or after an hour if that is sooner: a lock may last for ever, and a timer takes 49 days at most.</summary>
    public void PokeAt(long moment)
    {
        TimeSpan wait = _cluster.Time.Until(moment);
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sends what there is to tell, without waiting for the next fetch.</summary>
    /// <returns>All that is on its way now.</returns>
    public List<OutgoingAcknowledgements> Commit()
    {
        List<OutgoingAcknowledgements> all = _commits.Commit();
        Poke();
        return all;
    }

    /// <summary>Ends the session with a last word. What is still acquired is released.</summary>
    public Task CloseSessionAsync()
    {
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        closing = Interlocked.CompareExchange(ref _closing, closing, null) ?? closing;
        Poke();
        return closing.Task;
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    /// <summary>For <see cref="ShareFetchCall"/>: the answer is in, and its bytes are the frame's.</summary>
    public void OnFetched(ShareFetchResponse response, OutgoingAcknowledgements? acknowledgements, long sentAt, FrameLease lease)
    {
        if (response.ErrorCode == ErrorCode.None)
        {
            _session.Advance();
            bool isRefused = _fetcher.TakeUp(this, response, acknowledgements, sentAt, lease);
            Rest(isRefused);
        }
        else
        {
            OnRefused(response.ErrorCode, response.ErrorMessage);
        }

        Finish(acknowledgements, response.ErrorCode, response.ErrorMessage);
    }

    /// <summary>For <see cref="ShareAcknowledgeCall"/>.</summary>
    public void OnAcknowledged(ShareAcknowledgeResponse response, OutgoingAcknowledgements? acknowledgements, long sentAt, bool isLast)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            OnRefused(response.ErrorCode, response.ErrorMessage);
        }
        else
        {
            _session.Advance();
            _fetcher.TakeUp(response, acknowledgements, sentAt);
        }

        if (isLast)
        {
            LoseSession(Errors.ToException(ErrorCode.ShareSessionNotFound, "Acknowledging"));
        }

        Finish(acknowledgements, response.ErrorCode, response.ErrorMessage);
    }

    public void OnFailure(KafkaException error, OutgoingAcknowledgements? acknowledgements)
    {
        LoseSession(error);
        _cluster.Metadata.RequestUpdate();
        Rest(isNeeded: true);
        acknowledgements?.Finish(error);
        GoOn();
    }

    private void Finish(OutgoingAcknowledgements? acknowledgements, ErrorCode error, string? message)
    {
        acknowledgements?.Finish(Errors.ToException(error == ErrorCode.None ? ErrorCode.UnknownTopicOrPartition : error, "Acknowledging", message));
        GoOn();
    }

    private void GoOn()
    {
        _commits.OnAnswered();
        _isBusy = false;
        _fetcher.EndTurn(_brokerId);
        Poke();
    }

    private void OnRefused(ErrorCode error, string? message)
    {
        KafkaException reason = Errors.ToException(error, "Acquiring records", message);
        if (error == ErrorCode.InvalidShareSessionEpoch)
        {
            // The next session takes over what this one has acquired.
            Log.ShareSessionLost(_cluster.Logger, _brokerId, reason.Message);
            _session.Reset();
            return;
        }

        LoseSession(reason);
        if (error == ErrorCode.ShareSessionNotFound)
        {
            return;
        }

        Rest(isNeeded: true);
        if (!ShareFetcher.MayPass(error))
        {
            _fetcher.Fail(reason);
        }
    }

    private void LoseSession(KafkaException reason)
    {
        if (!_session.IsNew)
        {
            Log.ShareSessionLost(_cluster.Logger, _brokerId, reason.Message);
        }

        _session.Reset();
        _sessionConnection = null;
        _fetcher.Ledger.Lose(this, reason);
        _commits.Fail(reason);
    }

    /// <summary>Waits a while before records are asked for again, longer each time.</summary>
    private void Rest(bool isNeeded)
    {
        _failures = isNeeded ? _failures + 1 : 0;
        _notBefore = isNeeded ? _cluster.Time.TimestampIn(_cluster.RetryBackoff.Pause(_failures - 1)) : 0;
    }

    private void Drain()
    {
        if (_isBusy)
        {
            return;
        }

        string memberId = _fetcher.MemberId;
        if (_sessionConnection is { IsUsable: false })
        {
            LoseSession(Errors.ToException(ErrorCode.NetworkException, "Acknowledging"));
        }
        else if (!_session.IsNew && !IsClosing && memberId.Length > 0 && memberId != _session.MemberId)
        {
            LoseSession(Errors.ToException(ErrorCode.UnknownMemberId, "Acknowledging"));
        }

        bool mustSpeak = IsClosing || !_commits.IsEmpty;
        if (mustSpeak && _session.IsNew)
        {
            DropCommits();
            mustSpeak = false;
        }

        HashSet<TopicIdPartition> wanted = _fetcher.WantedFrom(_brokerId);
        bool hasWork = mustSpeak || (_fetcher.IsWanted && (wanted.Count > 0 || _fetcher.Ledger.HasNews(this)));
        if (hasWork && _link.Connection is { } connection)
        {
            Speak(connection, memberId, wanted, mustSpeak);
        }
    }

    /// <summary>Without a session nothing can be acknowledged, and there is nothing to end.</summary>
    private void DropCommits()
    {
        _commits.Fail(Errors.ToException(ErrorCode.InvalidShareSessionEpoch, "Acknowledging"));
        Interlocked.Exchange(ref _closing, null)?.TrySetResult();
    }

    private void Speak(BrokerConnection connection, string memberId, HashSet<TopicIdPartition> wanted, bool mustSpeak)
    {
        if (!_session.IsNew && !ReferenceEquals(connection, _sessionConnection))
        {
            LoseSession(Errors.ToException(ErrorCode.NetworkException, "Acknowledging"));
            DropCommits();
            mustSpeak = false;
        }

        _sessionConnection = connection;
        _mayRenew = connection.Versions.Supports(ApiKey.ShareAcknowledge, 2);
        if (mustSpeak)
        {
            OutgoingAcknowledgements? commit = _commits.TakeNext();
            SendAcknowledge(connection, commit ?? _commits.TakeNews(), isLast: commit is null);
            return;
        }

        if (!_fetcher.TryTakeNews(_commits, out OutgoingAcknowledgements? news))
        {
            return;
        }

        bool mayFetch = memberId.Length > 0 && wanted.Count > 0 && _fetcher.MayFetch(this, _brokerId);
        if (news is not null && _session.IsNew)
        {
            news.Finish(Errors.ToException(ErrorCode.InvalidShareSessionEpoch, "Acknowledging"));
            _commits.OnAnswered();
            news = null;
        }

        // Fetches cannot renew, and would make the session take in again what has been taken away.
        if (news is not null && (news.HasRenewals || !mayFetch || news.Partitions.Any(partition => !wanted.Contains(partition))))
        {
            SendAcknowledge(connection, news, isLast: false);
        }
        else if (mayFetch)
        {
            SendFetch(connection, memberId, wanted, news);
        }
    }

    /// <summary>Whether the pause after a refusal is over.</summary>
    public bool HasRested()
    {
        bool hasRested = _cluster.Time.GetTimestamp() >= _notBefore;
        if (!hasRested)
        {
            PokeAt(_notBefore);
        }

        return hasRested;
    }

    private void SendFetch(BrokerConnection connection, string memberId, HashSet<TopicIdPartition> wanted, OutgoingAcknowledgements? acknowledgements)
    {
        ShareConsumerOptions options = _fetcher.Options;
        short version;
        try
        {
            version = connection.Versions.Negotiate<ShareFetchRequest>();
        }
        catch (KafkaException e)
        {
            acknowledgements?.Finish(e);
            _commits.OnAnswered();
            _fetcher.EndTurn(_brokerId);
            _fetcher.Fail(e);
            return;
        }

        var request = new ShareFetchRequest
        {
            GroupId = options.GroupId,
            MaxWaitMs = (int)options.FetchMaxWait.TotalMilliseconds,
            MinBytes = options.FetchMinBytes,
            MaxBytes = options.FetchMaxBytes,
            MaxRecords = options.MaxPollRecords,
            BatchSize = options.MaxPollRecords,
            ShareAcquireMode = (sbyte)(version >= 2 ? options.AcquireMode : 0),
        };
        _session.Prepare(request, memberId, wanted, acknowledgements);
        _isBusy = true;
        connection.Post(
            request, new ShareFetchCall(this, version, acknowledgements, _cluster.Time.GetTimestamp()), options.RequestTimeout + options.FetchMaxWait);
    }

    private void SendAcknowledge(BrokerConnection connection, OutgoingAcknowledgements? acknowledgements, bool isLast)
    {
        // A broker with share sessions serves it.
        short version = connection.Versions.Negotiate<ShareAcknowledgeRequest>();
        var request = new ShareAcknowledgeRequest { GroupId = _fetcher.Options.GroupId };
        _session.Prepare(request, acknowledgements, isLast);
        _isBusy = true;
        connection.Post(request, new ShareAcknowledgeCall(this, version, acknowledgements, _cluster.Time.GetTimestamp(), isLast));
    }
}
