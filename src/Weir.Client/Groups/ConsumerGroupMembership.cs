using Weir.Client.Consuming;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;

namespace Weir.Client.Groups;

/// <summary>
/// Carries a consumer through a group of KIP-848. Heartbeats bring the partitions it is to have; the ones that are not among them are given up, and then the
/// others taken, between two records; the next heartbeat tells the broker.
/// </summary>
/// <remarks>
/// Thread model: <see cref="AdvanceAsync"/>, <see cref="LeaveAsync"/> and all fields belong to the consuming flow. The heartbeat loop reaches it through the
/// <see cref="GroupSession"/>, <see cref="MemberHeartbeat.Assignment"/> and the signal.
/// </remarks>
internal sealed class ConsumerGroupMembership : IGroupMembership
{
    private readonly ClusterClient _cluster;
    private readonly Subscriptions _subscriptions;
    private readonly PartitionHandover _handover;
    private readonly MemberHeartbeat _heartbeat;
    private readonly KeyValuePair<string, object?> _groupTag;
    private IReadOnlyList<string>? _subscribedTopics;
    private IReadOnlyCollection<TopicIdPartition>? _reconciled;

    public ConsumerGroupMembership(ClusterClient cluster, ConsumerOptions options, Subscriptions subscriptions, Coordinator coordinator, PollClock polls, Action signal)
    {
        _cluster = cluster;
        _subscriptions = subscriptions;
        Session = new GroupSession(coordinator.GroupId, options.GroupInstanceId, cluster.Logger);
        _handover = new PartitionHandover(cluster, options, subscriptions, coordinator, Session);
        _heartbeat = new MemberHeartbeat(cluster, new ConsumerHeartbeatProtocol(coordinator, options), coordinator, Session, polls, signal);
        _groupTag = new("messaging.consumer.group.name", coordinator.GroupId);
    }

    public GroupSession Session { get; }

    public async ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        if (Session.TakeFatal() is { } fatal)
        {
            await LoseAllAsync(cancellationToken).ConfigureAwait(false);
            throw fatal;
        }

        if (Session.TakeLost())
        {
            await LoseAllAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_subscribedTopics is null || !_subscribedTopics.SequenceEqual(_subscriptions.Topics, StringComparer.Ordinal))
        {
            _subscribedTopics = _subscriptions.Topics;
            _heartbeat.Subscribe(_subscribedTopics);
        }

        if (_heartbeat.Assignment is { } assignment && !ReferenceEquals(assignment, _reconciled))
        {
            await ReconcileAsync(assignment, cancellationToken).ConfigureAwait(false);
        }

        // After a loss the next heartbeat joins anew, which it may only when nothing is owned any more.
        _heartbeat.Resume();
    }

    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        _heartbeat.Suspend();
        await _handover.RevokeAsync(_subscriptions.Assigned, cancellationToken).ConfigureAwait(false);
        await _heartbeat.LeaveAsync(cancellationToken).ConfigureAwait(false);
        Session.Leave();
        Forget();
    }

    public ValueTask DisposeAsync() => _heartbeat.DisposeAsync();

    private async ValueTask LoseAllAsync(CancellationToken cancellationToken)
    {
        Forget();
        await _handover.LoseAllAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Forget()
    {
        _subscribedTopics = null;
        _reconciled = null;
        _heartbeat.Reset();
    }

    private async ValueTask ReconcileAsync(IReadOnlyCollection<TopicIdPartition> assignment, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = _cluster.Snapshot;
        var known = new Dictionary<TopicPartition, TopicIdPartition>();
        foreach (TopicIdPartition partition in assignment)
        {
            if (snapshot.Topic(partition.TopicId) is { } topic)
            {
                known[new TopicPartition(topic.Name, partition.Partition)] = partition;
            }
        }

        IReadOnlyCollection<TopicPartition> owned = _subscriptions.Assigned;
        List<TopicPartition> revoked = [.. owned.Where(partition => !known.ContainsKey(partition))];
        List<TopicPartition> added = [.. known.Keys.Where(partition => !owned.Contains(partition))];
        bool isComplete = known.Count == assignment.Count;
        await _handover.RevokeAsync(revoked, cancellationToken).ConfigureAwait(false);
        if (added.Count > 0 || isComplete)
        {
            await _handover.TakeAsync(added, cancellationToken).ConfigureAwait(false);
        }

        if (isComplete)
        {
            ClientDiagnostics.Rebalances.Add(1, _groupTag);
            _reconciled = assignment;
        }
        else
        {
            // A topic that is new to this client; when its metadata has come, this is called again.
            _cluster.Metadata.RequestUpdate();
        }

        if (isComplete || revoked.Count + added.Count > 0)
        {
            _heartbeat.TellOwned([.. known.Values]);
        }
    }
}
