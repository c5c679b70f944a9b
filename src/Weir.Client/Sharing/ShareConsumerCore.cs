using Microsoft.Extensions.Logging;
using Weir.Client.Consuming;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Protocol;

namespace Weir.Client.Sharing;

/// <summary>Everything of a share consumer that does not depend on the types of keys and values: group, sessions, acknowledgements.</summary>
/// <remarks>Thread model: background parts notify the <see cref="Flow"/>; the consuming flow then calls <see cref="TendAsync"/>. Acknowledging and committing from any thread.</remarks>
internal sealed class ShareConsumerCore : IAsyncDisposable
{
    private readonly ShareConsumerOptions _options;
    private readonly ShareFetcher _fetcher;
    private readonly ShareGroupMembership _membership;

    public ShareConsumerCore(ShareConsumerOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        Cluster = new ClusterClient(options, options.FetchMaxBytes, options.AllowAutoCreateTopics, time, logger);
        Flow = new ConsumingFlow(new PollClock(time, options.MaxPollInterval));
        Reports = new AcknowledgementReports(logger, options.ClientId);
        Ledger = new ShareLedger(Reports, options.MaxPollRecords);
        var session = new GroupSession(options.GroupId, instanceId: null, logger);
        _fetcher = new ShareFetcher(Cluster, options, Ledger, () => session.Identity is { IsMember: true } self ? self.MemberId : "", Flow.Notify);
        _membership = new ShareGroupMembership(Cluster, options, session, _fetcher, Flow.Polls, Flow.Notify);
        Cursor = new ShareCursor(Cluster, options, _fetcher, Ledger);
        Cluster.Metadata.Updated += Flow.Notify;
    }

    public ClusterClient Cluster { get; }

    public ConsumingFlow Flow { get; }

    public AcknowledgementReports Reports { get; }

    public ShareLedger Ledger { get; }

    public ShareCursor Cursor { get; }

    public string MemberId => _fetcher.MemberId;

    public IReadOnlyCollection<TopicPartition> Assignment => _fetcher.Assigned;

    public IReadOnlyCollection<string> Subscription => _membership.Topics;

    public TimeSpan? LockTimeout => _fetcher.LockTimeout;

    public void Subscribe(IReadOnlyList<string> topics)
    {
        _membership.Topics = topics;
        Cluster.Metadata.SetTopics(topics);
        Cluster.Metadata.RequestUpdate();
        Flow.Notify();
    }

    public async ValueTask UnsubscribeAsync(CancellationToken cancellationToken)
    {
        Cursor.LeaveChunk();
        _membership.Topics = [];
        await _membership.LeaveAsync(cancellationToken).ConfigureAwait(false);
        Reports.Tell();
    }

    /// <summary>Looks after group, failures and results. Called by the consuming flow before the next record.</summary>
    public async ValueTask TendAsync(CancellationToken cancellationToken)
    {
        Flow.BeginAttending();
        if (_fetcher.TakeFailure() is { } failure)
        {
            Flow.Notify();
            throw failure;
        }

        if (_membership.Topics.Count > 0)
        {
            await _membership.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        }

        Reports.Tell();
    }

    /// <summary>Asks for records and waits until there are some, or something else to do.</summary>
    public ValueTask WaitAsync(CancellationToken cancellationToken) => _fetcher.Want() ? Flow.WaitAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Ends an enumeration, however it ends: nobody waits for records any more, so none may be locked.</summary>
    public void Leave()
    {
        _fetcher.Unwant();
        Flow.Leave();
    }

    /// <summary>The program has acknowledged: it may have room for more.</summary>
    public void Acknowledge(TopicPartition partition, long offset, AcknowledgeType type)
    {
        Ledger.Acknowledge(partition, offset, type);
        if (_fetcher.IsWanted)
        {
            Flow.Wake();
        }
    }

    /// <summary>Sends all acknowledgements; the results go to the handler.</summary>
    public void BeginCommit()
    {
        Ledger.AcceptHandedOut();
        _fetcher.Commit();
    }

    /// <summary>Sends all acknowledgements and waits for the results.</summary>
    /// <exception cref="KafkaException">No answer came in time.</exception>
    public async ValueTask<IReadOnlyDictionary<TopicPartition, KafkaException?>> CommitAsync(CancellationToken cancellationToken)
    {
        Ledger.AcceptHandedOut();
        var results = new Dictionary<TopicPartition, KafkaException?>();
        try
        {
            foreach (OutgoingAcknowledgements outgoing in _fetcher.Commit())
            {
                Merge(results, await outgoing.Completion.WaitAsync(_options.DefaultApiTimeout, Cluster.Time, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (TimeoutException)
        {
            throw Errors.ToException(ErrorCode.RequestTimedOut, "Committing acknowledgements");
        }

        foreach ((TopicPartition partition, KafkaException error) in Ledger.TakeFailed())
        {
            results[partition] = error;
        }

        Reports.Tell();
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Flow.TryClose())
        {
            return;
        }

        Cluster.Metadata.Updated -= Flow.Notify;
        await LeaveGroupAsync().ConfigureAwait(false);
        await _membership.DisposeAsync().ConfigureAwait(false);
        await _fetcher.DisposeAsync().ConfigureAwait(false);
        await Cluster.DisposeAsync().ConfigureAwait(false);
        Cursor.Dispose();
        _fetcher.Forget(new KafkaException(ErrorCode.NetworkException, "The consumer was closed."));
        Reports.Tell();
    }

    private static void Merge(Dictionary<TopicPartition, KafkaException?> results, IReadOnlyDictionary<TopicPartition, KafkaException?> more)
    {
        foreach ((TopicPartition partition, KafkaException? error) in more)
        {
            results[partition] = results.GetValueOrDefault(partition) ?? error;
        }
    }

    /// <summary>The last word and the good-bye, within the request timeout: a dead broker must not keep the program from ending.</summary>
    private async Task LeaveGroupAsync()
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, Cluster.Time);
        try
        {
            await _membership.LeaveAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException)
        {
            Diagnostics.Log.LeaveFailed(Cluster.Logger, _options.GroupId, e.Message);
        }
    }
}
