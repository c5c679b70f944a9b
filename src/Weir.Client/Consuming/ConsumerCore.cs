using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Protocol;

namespace Weir.Client.Consuming;

/// <summary>Everything of a consumer that does not depend on the types of keys and values: group, positions, fetching, commits.</summary>
/// <remarks>
/// Thread model: background parts notify the <see cref="Flow"/>; the consuming flow then calls <see cref="TendAsync"/>. Calls of the program that change
/// the subscription are not synchronised with each other.
/// </remarks>
internal sealed class ConsumerCore : IAsyncDisposable
{
    private readonly ConsumerOptions _options;
    private readonly CancellationTokenSource _closing = new();
    private readonly PositionKeeper _positions;
    private readonly TopicPattern _pattern;
    private readonly IGroupMembership? _membership;
    private readonly AutoCommit? _autoCommit;
    private KafkaException? _failure;

    public ConsumerCore(ConsumerOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        Cluster = new ClusterClient(options, options.FetchMaxBytes, options.AllowAutoCreateTopics, time, logger);
        Flow = new ConsumingFlow(new PollClock(time, options.MaxPollInterval));
        Fetcher = new Fetcher(Cluster, options, Subscriptions, Flow.Notify);
        if (options.GroupId is { } groupId)
        {
            Coordinator = new Coordinator(Cluster, groupId);
            _membership = options.GroupProtocol == GroupProtocol.Consumer
                ? new ConsumerGroupMembership(Cluster, options, Subscriptions, Coordinator, Flow.Polls, Flow.Notify)
                : new GroupMembership(Cluster, options, Subscriptions, Coordinator, Flow.Polls, Flow.Notify);
            _autoCommit = options.EnableAutoCommit ? new AutoCommit(Cluster, options.AutoCommitInterval, CommitPositionsAsync, Flow.Notify) : null;
        }

        _pattern = new TopicPattern(Cluster, options, Subscriptions);
        _positions = new PositionKeeper(Cluster, options, Subscriptions, Coordinator, OnPositions);
        Cluster.Metadata.Updated += Flow.Notify;
    }

    public ClusterClient Cluster { get; }

    public Subscriptions Subscriptions { get; } = new();

    public Fetcher Fetcher { get; }

    public ConsumingFlow Flow { get; }

    public Coordinator? Coordinator { get; }

    public GroupIdentity Identity => _membership is not null && Subscriptions.IsGroupManaged
        ? _membership.Session.Identity
        : GroupIdentity.Outside(_options.GroupId ?? "");

    /// <summary>Looks after group, commits, positions and fetching. Called by the consuming flow before the next record.</summary>
    public async ValueTask TendAsync(CancellationToken cancellationToken)
    {
        Flow.BeginAttending();
        if ((Interlocked.Exchange(ref _failure, null) ?? Fetcher.TakeFailure()) is { } failure)
        {
            Flow.Notify();
            throw failure;
        }

        if (_membership is not null && Subscriptions.IsGroupManaged && _pattern.TryMatch())
        {
            await _membership.AdvanceAsync(cancellationToken).ConfigureAwait(false);
        }

        _autoCommit?.StartIfDue();
        _positions.Start(_closing.Token);
        Fetcher.Poke();
    }

    /// <param name="topics">The topics; none when a pattern decides.</param>
    /// <param name="pattern">Null when the topics are named.</param>
    /// <param name="listener">Told about changes of the assignment.</param>
    public void Subscribe(IReadOnlyCollection<string> topics, Regex? pattern, IRebalanceListener? listener)
    {
        if (_membership is null)
        {
            throw new ClientConfigurationException("group.id", null, "subscribing needs a group. Set it, or use Assign.");
        }

        Subscriptions.Subscribe(topics, pattern, listener);
        Cluster.Metadata.SetTopics(topics, andAllOthers: pattern is not null);
        Cluster.Metadata.RequestUpdate();
        Flow.Notify();
    }

    public void Assign(IReadOnlyCollection<TopicPartition> partitions, IReadOnlyCollection<TopicPartitionOffset>? positions)
    {
        Subscriptions.AssignByHand(partitions);
        foreach (TopicPartitionOffset position in positions ?? [])
        {
            Subscriptions.Change(position.TopicPartition, state => state.MoveTo(position.Offset, -1));
        }

        Cluster.Metadata.SetTopics(partitions.Select(static partition => partition.Topic));
        Cluster.Metadata.RequestUpdate();
        Flow.Notify();
    }

    public async ValueTask UnsubscribeAsync(CancellationToken cancellationToken)
    {
        if (_membership is not null && Subscriptions.IsGroupManaged)
        {
            await _membership.LeaveAsync(cancellationToken).ConfigureAwait(false);
        }

        Subscriptions.Unsubscribe();
        Flow.Notify();
    }

    /// <exception cref="KafkaException">The group has rebalanced, or there is none.</exception>
    public async Task CommitAsync(IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken)
    {
        if (Coordinator is null)
        {
            throw new ClientConfigurationException("group.id", null, "committing needs a group. Set it.");
        }

        if (offsets.Count == 0)
        {
            return;
        }

        GroupIdentity self = Identity;
        try
        {
            await Coordinator.CommitAsync(self, offsets, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException e) when (e.ErrorCode is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration && self.IsMember)
        {
            _membership!.Session.Lose(self, e.ErrorCode.ToString());
            Flow.Notify();
            throw;
        }
        catch (KafkaException e) when (e.ErrorCode == ErrorCode.StaleMemberEpoch && self.IsMember && Identity.Generation > self.Generation)
        {
            // A heartbeat has brought a new epoch meanwhile (KIP-848); each try sees a later one, so this ends.
            await CommitAsync(offsets, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException e) when (e.ErrorCode == ErrorCode.RebalanceInProgress && self.IsMember)
        {
            _membership!.Session.RequestRejoin("the group rebalances");
            Flow.Notify();
            throw;
        }
    }

    /// <summary>Gives a partition its position without the consuming flow.</summary>
    /// <exception cref="KafkaException">The partition is not assigned, or its position cannot be found.</exception>
    public async ValueTask<long> PositionAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.DefaultApiTimeout, Cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (true)
            {
                long position = -1;
                Subscriptions.Change(partition, state => position = state.HasPosition ? state.Position : -1);
                if (position >= 0)
                {
                    return position;
                }

                await Cluster.Metadata.TopicAsync(partition.Topic, _options.DefaultApiTimeout, either.Token).ConfigureAwait(false);
                _positions.Start(_closing.Token);
                await _positions.Running.WaitAsync(either.Token).ConfigureAwait(false);
                if (Interlocked.Exchange(ref _failure, null) is { } failure)
                {
                    throw failure;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Errors.ToException(ErrorCode.RequestTimedOut, $"Finding the position in {partition}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Flow.TryClose())
        {
            return;
        }

        Cluster.Metadata.Updated -= Flow.Notify;
        if (_autoCommit is not null)
        {
            await _autoCommit.DisposeAsync().ConfigureAwait(false);
        }

        await LeaveGroupAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_membership is not null)
        {
            await _membership.DisposeAsync().ConfigureAwait(false);
        }

        await _positions.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Fetcher.DisposeAsync().ConfigureAwait(false);
        await Cluster.DisposeAsync().ConfigureAwait(false);
        Subscriptions.Unsubscribe();
        _closing.Dispose();
    }

    private Task CommitPositionsAsync(CancellationToken cancellationToken) => CommitAsync(Subscriptions.Positions(), cancellationToken);

    /// <summary>The last commit and the good-bye, within the request timeout: a dead broker must not keep the program from ending.</summary>
    private async Task LeaveGroupAsync()
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, Cluster.Time);
        try
        {
            if (_membership is not null && Subscriptions.IsGroupManaged)
            {
                await _membership.LeaveAsync(timeout.Token).ConfigureAwait(false);
            }
            else if (_autoCommit is not null)
            {
                await CommitPositionsAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException)
        {
            Diagnostics.Log.CommitFailed(Cluster.Logger, e.Message);
        }
    }

    private void OnPositions(KafkaException? failure)
    {
        if (failure is not null)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }

        Flow.Notify();
    }
}
