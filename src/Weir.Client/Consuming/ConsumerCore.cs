using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Protocol;

namespace Weir.Client.Consuming;

/// <summary>Everything of a consumer that does not depend on the types of keys and values: group, positions, fetching, commits.</summary>
/// <remarks>
/// Thread model: background parts call <see cref="Notify"/>; the consuming flow then calls <see cref="TendAsync"/>. Calls of the program that change
/// the subscription are not synchronised with each other.
/// </remarks>
internal sealed class ConsumerCore : IAsyncDisposable
{
    private readonly ConsumerOptions _options;
    private readonly AsyncSignal _signal = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly PositionKeeper _positions;
    private readonly TopicPattern _pattern;
    private readonly IGroupMembership? _membership;
    private readonly AutoCommit? _autoCommit;
    private volatile bool _needsAttention = true;
    private KafkaException? _failure;
    private int _isConsuming;
    private int _disposed;

    public ConsumerCore(ConsumerOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        Cluster = new ClusterClient(options, options.FetchMaxBytes, options.AllowAutoCreateTopics, time, logger);
        Polls = new PollClock(time, options.MaxPollInterval);
        Fetcher = new Fetcher(Cluster, options, Subscriptions, Notify);
        if (options.GroupId is { } groupId)
        {
            Coordinator = new Coordinator(Cluster, groupId);
            _membership = options.GroupProtocol == GroupProtocol.Consumer
                ? new ConsumerGroupMembership(Cluster, options, Subscriptions, Coordinator, Polls, Notify)
                : new GroupMembership(Cluster, options, Subscriptions, Coordinator, Polls, Notify);
            _autoCommit = options.EnableAutoCommit ? new AutoCommit(Cluster, options.AutoCommitInterval, CommitPositionsAsync, Notify) : null;
        }

        _pattern = new TopicPattern(Cluster, options, Subscriptions);
        _positions = new PositionKeeper(Cluster, options, Subscriptions, Coordinator, OnPositions);
        Cluster.Metadata.Updated += Notify;
    }

    public ClusterClient Cluster { get; }

    public Subscriptions Subscriptions { get; } = new();

    public Fetcher Fetcher { get; }

    public PollClock Polls { get; }

    public Coordinator? Coordinator { get; }

    public GroupIdentity Identity => _membership is not null && Subscriptions.IsGroupManaged
        ? _membership.Session.Identity
        : GroupIdentity.Outside(_options.GroupId ?? "");

    /// <summary>Something besides records has to be looked after.</summary>
    public bool NeedsAttention => _needsAttention;

    /// <summary>The consuming flow has something to do.</summary>
    public void Notify()
    {
        _needsAttention = true;
        _signal.Set();
    }

    /// <summary>Starts an enumeration; there can be one at a time.</summary>
    public void Enter()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (Interlocked.Exchange(ref _isConsuming, 1) != 0)
        {
            throw new InvalidOperationException("This consumer is being enumerated already. Use one consumer per flow.");
        }

        _needsAttention = true;
    }

    public void Leave() => Volatile.Write(ref _isConsuming, 0);

    /// <summary>Looks after group, commits, positions and fetching. Called by the consuming flow before the next record.</summary>
    public async ValueTask TendAsync(CancellationToken cancellationToken)
    {
        _needsAttention = false;
        Polls.Mark();
        if ((Interlocked.Exchange(ref _failure, null) ?? Fetcher.TakeFailure()) is { } failure)
        {
            _needsAttention = true;
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

    /// <summary>Waits until there is something to do or to hand out.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Polls.BeginWait();
        try
        {
            await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Polls.EndWait();
        }
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
        Notify();
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
        Notify();
    }

    public async ValueTask UnsubscribeAsync(CancellationToken cancellationToken)
    {
        if (_membership is not null && Subscriptions.IsGroupManaged)
        {
            await _membership.LeaveAsync(cancellationToken).ConfigureAwait(false);
        }

        Subscriptions.Unsubscribe();
        Notify();
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
            Notify();
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
            Notify();
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
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Cluster.Metadata.Updated -= Notify;
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

        Notify();
    }
}
