using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Client.Sharing;
using Weir.Protocol;

namespace Weir.Client.Groups;

/// <summary>Carries a consumer through a share group (KIP-932): heartbeats bring the partitions to acquire records of, and nothing has to be given up in turn.</summary>
/// <remarks>
/// Thread model: <see cref="AdvanceAsync"/>, <see cref="LeaveAsync"/> and the fields belong to the consuming flow. The heartbeat loop reaches it through the
/// <see cref="GroupSession"/>, <see cref="MemberHeartbeat.Assignment"/> and the signal.
/// </remarks>
internal sealed class ShareGroupMembership : IGroupMembership
{
    private readonly ClusterClient _cluster;
    private readonly ShareFetcher _fetcher;
    private readonly MemberHeartbeat _heartbeat;
    private readonly KeyValuePair<string, object?> _groupTag;
    private IReadOnlyList<string> _topics = [];
    private IReadOnlyList<string>? _told;
    private IReadOnlyCollection<TopicIdPartition>? _taken;

    public ShareGroupMembership(ClusterClient cluster, ShareConsumerOptions options, GroupSession session, ShareFetcher fetcher, PollClock polls, Action signal)
    {
        _cluster = cluster;
        _fetcher = fetcher;
        Session = session;
        var coordinator = new Coordinator(cluster, options.GroupId);
        _heartbeat = new MemberHeartbeat(cluster, new ShareHeartbeatProtocol(coordinator, options), coordinator, session, polls, signal);
        _groupTag = new("messaging.consumer.group.name", options.GroupId);
    }

    public GroupSession Session { get; }

    /// <summary>The topics the program wants; none when it wants to be no member.</summary>
    public IReadOnlyList<string> Topics
    {
        get => Volatile.Read(ref _topics);
        set => Volatile.Write(ref _topics, value);
    }

    public ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        KafkaException? fatal = Session.TakeFatal();
        if (Session.TakeLost() || fatal is not null)
        {
            Forget(Errors.ToException(ErrorCode.UnknownMemberId, "Acknowledging"));
        }

        if (fatal is not null)
        {
            throw fatal;
        }

        IReadOnlyList<string> topics = Topics;
        if (!ReferenceEquals(topics, _told))
        {
            _told = topics;
            _heartbeat.Subscribe(topics);
        }

        if (_heartbeat.Assignment is { } assignment && !ReferenceEquals(assignment, _taken))
        {
            Take(assignment);
        }

        _heartbeat.Resume();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the share sessions, with what there is to tell, and says good-bye.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        _heartbeat.Suspend();
        await _fetcher.CloseSessionsAsync(cancellationToken).ConfigureAwait(false);
        await _heartbeat.LeaveAsync(cancellationToken).ConfigureAwait(false);
        Session.Leave();
        Forget(Errors.ToException(ErrorCode.UnknownMemberId, "Acknowledging"));
    }

    public ValueTask DisposeAsync() => _heartbeat.DisposeAsync();

    private void Forget(KafkaException reason)
    {
        _told = null;
        _taken = null;
        _fetcher.Forget(reason);
        _heartbeat.Reset();
    }

    private void Take(IReadOnlyCollection<TopicIdPartition> assignment)
    {
        ClusterSnapshot snapshot = _cluster.Snapshot;
        var known = new Dictionary<TopicIdPartition, TopicPartition>();
        foreach (TopicIdPartition partition in assignment)
        {
            if (snapshot.Topic(partition.TopicId) is { } topic)
            {
                known[partition] = new TopicPartition(topic.Name, partition.Partition);
            }
        }

        _fetcher.Assign(known);
        if (known.Count == assignment.Count)
        {
            ClientDiagnostics.Rebalances.Add(1, _groupTag);
            _taken = assignment;
        }
        else
        {
            // A topic that is new to this client; when its metadata has come, this is called again.
            _cluster.Metadata.RequestUpdate();
        }
    }
}
