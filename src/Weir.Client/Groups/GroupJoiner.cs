using Weir.Client.Diagnostics;
using Weir.Client.Groups.Assignment;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>Joins the group and takes part in the sharing out of partitions: JoinGroup, the assignor if this member is the leader, SyncGroup.</summary>
/// <remarks>Thread model: one join at a time, in the background; what it learns about the member goes to the <see cref="GroupSession"/>.</remarks>
internal sealed class GroupJoiner(ClusterClient cluster, ConsumerOptions options, Coordinator coordinator, GroupSession session)
{
    // The coordinator answers a join when all members are there, at the latest after the rebalance timeout.
    private static readonly TimeSpan JoinSlack = TimeSpan.FromSeconds(5);

    private readonly IPartitionAssignor[] _assignors = [.. options.PartitionAssignmentStrategy.Select(Assignors.For)];
    private IReadOnlyList<TopicPartition> _lastAssigned = [];
    private int _lastGeneration = -1;

    /// <summary>Members keep their partitions while they rebalance: only when every assignor on offer can do that.</summary>
    public bool IsCooperative { get; } = options.PartitionAssignmentStrategy.All(static s => Assignors.For(s).IsCooperative);

    /// <summary>Joins; repeats what may be repeated without end.</summary>
    /// <returns>Null when the membership was lost meanwhile: the partitions are to be given up before the next try.</returns>
    /// <exception cref="KafkaException">The coordinator refuses this member for good.</exception>
    public async Task<JoinResult?> JoinAsync(IReadOnlyList<string> topics, IReadOnlyCollection<TopicPartition> owned, CancellationToken cancellationToken)
    {
        session.BeginJoin();
        for (int failures = 0; ; failures++)
        {
            GroupIdentity self = session.Identity;
            try
            {
                return await JoinOnceAsync(self, topics, owned, cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaException e) when (e.ErrorCode is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration)
            {
                session.Lose(self, e.ErrorCode.ToString());
                if (owned.Count > 0)
                {
                    return null;
                }
            }
            catch (KafkaException e) when (e.ErrorCode is ErrorCode.RebalanceInProgress or ErrorCode.MemberIdRequired)
            {
                Log.Rejoining(cluster.Logger, coordinator.GroupId, e.ErrorCode.ToString());
                failures = -1;
                continue;
            }
            catch (KafkaException e) when (Errors.MayPass(e.ErrorCode))
            {
                Log.Rejoining(cluster.Logger, coordinator.GroupId, e.Message);
                if (Errors.NeedsCoordinator(e.ErrorCode))
                {
                    coordinator.Forget();
                }
            }

            await Task.Delay(cluster.RetryBackoff.Pause(failures), cluster.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JoinResult> JoinOnceAsync(
        GroupIdentity self, IReadOnlyList<string> topics, IReadOnlyCollection<TopicPartition> owned, CancellationToken cancellationToken)
    {
        var request = new JoinGroupRequest
        {
            GroupId = self.GroupId,
            MemberId = self.MemberId,
            GroupInstanceId = self.InstanceId,
            SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds,
            RebalanceTimeoutMs = (int)options.MaxPollInterval.TotalMilliseconds,
            ProtocolType = ConsumerProtocol.Type,
            Protocols = [.. _assignors.Select(assignor => new JoinGroupRequest.JoinGroupRequestProtocol
            {
                Name = assignor.Name,
                Metadata = ConsumerProtocol.WriteSubscription(Subscription(assignor, topics, owned)),
            })],
        };
        JoinGroupResponse joined = await coordinator.AskAsync<JoinGroupRequest, JoinGroupResponse>(
            request, ConnectionPurpose.Group, cancellationToken, options.MaxPollInterval + JoinSlack).ConfigureAwait(false);
        if (joined.ErrorCode == ErrorCode.MemberIdRequired)
        {
            session.TakeMemberId(joined.MemberId);
        }

        ThrowIfFailed(joined.ErrorCode, "Joining");
        session.Joined(joined.MemberId, joined.GenerationId);
        return await SyncAsync(joined, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JoinResult> SyncAsync(JoinGroupResponse joined, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, int>? ledTopics = null;
        List<SyncGroupRequest.SyncGroupRequestAssignment> assignments = [];
        if (joined.Leader == joined.MemberId)
        {
            (ledTopics, Dictionary<string, List<TopicPartition>> shares) = await LeadAsync(joined, cancellationToken).ConfigureAwait(false);
            if (!joined.SkipAssignment)
            {
                assignments = [.. shares.Select(static share => new SyncGroupRequest.SyncGroupRequestAssignment
                {
                    MemberId = share.Key,
                    Assignment = ConsumerProtocol.WriteAssignment(share.Value),
                })];
            }
        }

        var request = new SyncGroupRequest
        {
            GroupId = coordinator.GroupId,
            GenerationId = joined.GenerationId,
            MemberId = joined.MemberId,
            GroupInstanceId = options.GroupInstanceId,
            ProtocolType = ConsumerProtocol.Type,
            ProtocolName = joined.ProtocolName,
            Assignments = assignments,
        };
        SyncGroupResponse synced = await coordinator.AskAsync<SyncGroupRequest, SyncGroupResponse>(
            request, ConnectionPurpose.Group, cancellationToken, options.MaxPollInterval + JoinSlack).ConfigureAwait(false);
        ThrowIfFailed(synced.ErrorCode, "Getting partitions in");

        List<TopicPartition> assigned = ConsumerProtocol.ReadAssignment(synced.Assignment);
        _lastAssigned = assigned;
        _lastGeneration = joined.GenerationId;
        Log.Joined(cluster.Logger, coordinator.GroupId, joined.MemberId, joined.GenerationId, joined.ProtocolName ?? "", assigned.Count);
        return new JoinResult(assigned, ledTopics);
    }

    private async Task<(IReadOnlyDictionary<string, int> Topics, Dictionary<string, List<TopicPartition>> Shares)> LeadAsync(
        JoinGroupResponse joined, CancellationToken cancellationToken)
    {
        IPartitionAssignor assignor = Array.Find(_assignors, a => a.Name == joined.ProtocolName) ?? throw Errors.ToException(
            ErrorCode.InconsistentGroupProtocol, $"Leading group '{coordinator.GroupId}' with assignor '{joined.ProtocolName}'");
        List<AssignorMember> members = [.. joined.Members.Select(member => ToMember(member, assignor))];
        HashSet<string> topics = [.. members.SelectMany(static member => member.Topics)];
        foreach (string topic in topics)
        {
            cluster.Metadata.AddTopic(topic);
        }

        await cluster.Metadata.RefreshAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, int> counts = PartitionCounts(cluster.Snapshot, topics);
        return (counts, assignor.Assign(members, counts));
    }

    /// <summary>Partitions of those topics that exist; the others count as none, so that their appearance is noticed.</summary>
    public static Dictionary<string, int> PartitionCounts(ClusterSnapshot snapshot, IEnumerable<string> topics) =>
        topics.ToDictionary(static topic => topic, topic => snapshot.Topic(topic)?.Partitions.Count ?? 0, StringComparer.Ordinal);

    private static AssignorMember ToMember(JoinGroupResponse.JoinGroupResponseMember member, IPartitionAssignor assignor)
    {
        ConsumerProtocolSubscription subscription = ConsumerProtocol.ReadSubscription(member.Metadata);
        List<TopicPartition> owned =
            [.. subscription.OwnedPartitions.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition)))];
        int generation = subscription.GenerationId;
        if (subscription.UserData is { Length: > 0 } userData)
        {
            if (assignor is StickyAssignor)
            {
                (owned, generation) = StickyUserData.Read(userData);
            }
            else if (assignor is CooperativeStickyAssignor && generation < 0)
            {
                generation = StickyUserData.ReadGeneration(userData);
            }
        }

        return new AssignorMember(member.MemberId, member.GroupInstanceId, subscription.Topics, owned, generation);
    }

    private ConsumerProtocolSubscription Subscription(IPartitionAssignor assignor, IReadOnlyList<string> topics, IReadOnlyCollection<TopicPartition> owned) => new()
    {
        Topics = [.. topics.Order(StringComparer.Ordinal)],
        UserData = assignor.WriteUserData(_lastAssigned, _lastGeneration) is { } userData ? userData : default(ReadOnlyMemory<byte>?),
        OwnedPartitions = [.. owned.GroupBy(static p => p.Topic).Select(static topic => new ConsumerProtocolSubscription.TopicPartition
        {
            Topic = topic.Key,
            Partitions = [.. topic.Select(static p => p.Partition).Order()],
        })],
        GenerationId = _lastGeneration,
        RackId = options.ClientRack.Length > 0 ? options.ClientRack : null,
    };

    private void ThrowIfFailed(ErrorCode error, string what)
    {
        if (error != ErrorCode.None)
        {
            throw Errors.ToException(error, $"{what} group '{coordinator.GroupId}'");
        }
    }
}
