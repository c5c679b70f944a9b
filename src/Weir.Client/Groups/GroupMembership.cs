using Weir.Client.Consuming;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Protocol;

namespace Weir.Client.Groups;

/// <summary>
/// Carries a consumer through the rebalances of a classic group. Joins run in the background; partitions are given up and taken over, and the program's
/// listener is called, only on the consuming flow, between two records.
/// </summary>
/// <remarks>
/// Thread model: <see cref="AdvanceAsync"/>, <see cref="LeaveAsync"/> and all fields belong to the consuming flow. Heartbeat loop and join task reach it
/// through the <see cref="GroupSession"/> and the signal.
/// </remarks>
internal sealed class GroupMembership : IGroupMembership
{
    private readonly ClusterClient _cluster;
    private readonly Subscriptions _subscriptions;
    private readonly Coordinator _coordinator;
    private readonly PartitionHandover _handover;
    private readonly Action _signal;
    private readonly GroupJoiner _joiner;
    private readonly Heartbeat _heartbeat;
    private readonly KeyValuePair<string, object?> _groupTag;
    private readonly CancellationTokenSource _stopping = new();
    private Task<JoinResult?>? _joining;
    private IReadOnlyList<string>? _joinedTopics;
    private IReadOnlyDictionary<string, int>? _ledTopics;

    public GroupMembership(ClusterClient cluster, ConsumerOptions options, Subscriptions subscriptions, Coordinator coordinator, PollClock polls, Action signal)
    {
        _cluster = cluster;
        _subscriptions = subscriptions;
        _coordinator = coordinator;
        _signal = signal;
        Session = new GroupSession(coordinator.GroupId, options.GroupInstanceId, cluster.Logger);
        _handover = new PartitionHandover(cluster, options, subscriptions, coordinator, Session);
        _joiner = new GroupJoiner(cluster, options, coordinator, Session);
        _heartbeat = new Heartbeat(cluster, options, coordinator, Session, polls, signal);
        _groupTag = new("messaging.consumer.group.name", coordinator.GroupId);
    }

    public GroupSession Session { get; }

    /// <summary>Takes the next step, if there is one: finishes a join, gives up what was lost, starts a join.</summary>
    /// <exception cref="KafkaException">The coordinator refuses this member for good.</exception>
    public async ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        if (Session.TakeFatal() is { } fatal)
        {
            await _handover.LoseAllAsync(cancellationToken).ConfigureAwait(false);
            throw fatal;
        }

        if (_joining is { IsCompleted: true } joined)
        {
            _joining = null;
            await FinishJoinAsync(await ResultOfAsync(joined).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        CheckTopics();
        if (_joining is null && (Session.RejoinReason is not null || Session.TakeLost()))
        {
            await StartJoinAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives everything up and says good-bye.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        _heartbeat.Suspend();
        GroupIdentity self = Session.Identity;
        await _handover.RevokeAsync(_subscriptions.Assigned, cancellationToken).ConfigureAwait(false);
        await LeaveRequest.SendAsync(_coordinator, self, "the consumer unsubscribes or is closed", cancellationToken).ConfigureAwait(false);
        Session.Leave();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_joining is not null)
        {
            await ((Task)_joining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>A changed subscription, or for the leader a topic that has grown or appeared, is a reason to join again.</summary>
    private void CheckTopics()
    {
        if (_joinedTopics is { } joined && !joined.SequenceEqual(_subscriptions.Topics, StringComparer.Ordinal))
        {
            _joinedTopics = null;
            Session.RequestRejoin("the subscription has changed");
        }

        if (_ledTopics is { } led)
        {
            Dictionary<string, int> now = GroupJoiner.PartitionCounts(_cluster.Snapshot, led.Keys);
            if (now.Any(topic => topic.Value > led[topic.Key]))
            {
                _ledTopics = null;
                Session.RequestRejoin("a topic has more partitions");
            }
        }
    }

    private async ValueTask StartJoinAsync(CancellationToken cancellationToken)
    {
        if (Session.TakeLost() || Session.Identity.Generation < 0)
        {
            await _handover.LoseAllAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (!_joiner.IsCooperative)
        {
            await _handover.RevokeAsync(_subscriptions.Assigned, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            IReadOnlyList<string> topics = _subscriptions.Topics;
            await _handover.RevokeAsync([.. _subscriptions.Assigned.Where(partition => !topics.Contains(partition.Topic))], cancellationToken).ConfigureAwait(false);
        }

        _heartbeat.Suspend();
        IReadOnlyList<string> subscribed = _joinedTopics = _subscriptions.Topics;
        IReadOnlyCollection<TopicPartition> owned = _subscriptions.Assigned;
        _joining = Task.Run(() => _joiner.JoinAsync(subscribed, owned, _stopping.Token), _stopping.Token);
        _ = SignalAfterAsync(_joining);
    }

    private async Task SignalAfterAsync(Task joining)
    {
        await joining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _signal();
    }

    private async ValueTask<JoinResult?> ResultOfAsync(Task<JoinResult?> joined)
    {
        try
        {
            return await joined.ConfigureAwait(false);
        }
        catch (KafkaException)
        {
            Session.RequestRejoin("the last join has failed");
            throw;
        }
    }

    private async ValueTask FinishJoinAsync(JoinResult? result, CancellationToken cancellationToken)
    {
        if (result is null)
        {
            return; // Lost meanwhile: the next step gives up the partitions and joins as a new member.
        }

        ClientDiagnostics.Rebalances.Add(1, _groupTag);
        _ledTopics = result.LedTopics;
        _heartbeat.Resume();
        IReadOnlyCollection<TopicPartition> owned = _subscriptions.Assigned;
        HashSet<TopicPartition> assigned = [.. result.Assigned];
        List<TopicPartition> revoked = [.. owned.Where(partition => !assigned.Contains(partition))];
        List<TopicPartition> added = [.. result.Assigned.Where(partition => !owned.Contains(partition))];
        if (revoked.Count > 0)
        {
            // Given up now, so that the next round can hand them to their new owners (KIP-429).
            await _handover.RevokeAsync(revoked, cancellationToken).ConfigureAwait(false);
            Session.RequestRejoin("partitions were given up");
        }

        await _handover.TakeAsync(added, cancellationToken).ConfigureAwait(false);
    }
}
