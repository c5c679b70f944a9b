using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Share;

/// <summary>
/// One share group (KIP-932) as a state machine without I/O: ShareGroupHeartbeat drives it, its records leave through the outbox, time passes through
/// <see cref="OnTime"/>. What is delivered to whom is not its business: see <c>SharePartitionMachine</c>.
/// </summary>
/// <remarks>Thread model: part of a <see cref="GroupMachine"/>, which has a single owner.</remarks>
internal sealed class ShareMachine
{
    private readonly ShareOptions _options;
    private readonly ITopicCatalog _catalog;
    private readonly GroupClock _clock;
    private readonly IGroupOutbox _outbox;
    private readonly ShareJournal _journal;
    private readonly SimpleShareAssignor _assignor = new();
    private long _seenVersion = -1;
    private long _gatheringUntilMs;

    public ShareMachine(string id, ShareOptions options, ITopicCatalog catalog, GroupClock clock, IGroupOutbox outbox)
    {
        _options = options;
        _catalog = catalog;
        _clock = clock;
        _outbox = outbox;
        _journal = new ShareJournal(outbox);
        Group = new ShareGroup(id, _journal);
    }

    public ShareGroup Group { get; }

    /// <summary>At or before the uptime at which a session ends. Renewed sessions do not move it, so it may be early.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>Begins a group that is not in the log yet.</summary>
    /// <param name="tombstone">The end of the empty classic group it was.</param>
    public void Begin(GroupRecord? tombstone) => _journal.WriteFirst(tombstone);

    /// <summary>Takes over what the log says. Members get a full session to come back in.</summary>
    public void Restore(ShareSnapshot snapshot)
    {
        snapshot.RestoreTo(Group);
        _journal.Clear();
        foreach (ShareMember member in Group.Members)
        {
            RenewSession(member);
        }
    }

    public void OnTime()
    {
        long now = _clock.UptimeMs;
        List<ShareMember> expired = [.. Group.Members.Where(member => member.SessionDeadlineMs <= now)];
        NextDeadlineMs = Group.Members.Except(expired).Select(member => member.SessionDeadlineMs).DefaultIfEmpty(long.MaxValue).Min();
        if (expired.Count > 0)
        {
            Remove(expired, static _ => { });
        }
    }

    public void Heartbeat(ShareHeartbeat heartbeat, IReplyTo<ShareGroupHeartbeatResponse> reply)
    {
        ShareGroupHeartbeatRequest request = heartbeat.Request;
        bool isKnown = Group.TryGet(request.MemberId, out ShareMember? member);
        ShareGroupHeartbeatResponse? refusal = isKnown ? CheckEpoch(member!, request.MemberEpoch)
            : !heartbeat.IsJoin ? ShareHeartbeat.Failure(ErrorCode.UnknownMemberId, $"Member {request.MemberId} is not a member of group {Group.Id}.")
            : Group.Members.Count >= _options.MaxSize ? ShareHeartbeat.Failure(
                ErrorCode.GroupMaxSizeReached, $"The share group has reached its maximum capacity of {_options.MaxSize} members.")
            : null;
        if (refusal is not null)
        {
            _outbox.Reply(reply, refusal);
        }
        else if (request.MemberEpoch == ShareHeartbeat.LeaveEpoch)
        {
            Leave(member!, reply);
        }
        else
        {
            KeepUp(member, heartbeat, reply);
        }
    }

    /// <summary>Notes topics whose delivery states are given a start from outside; the group is empty.</summary>
    public void Alter(IEnumerable<TopicInfo> topics, Action<ErrorCode> done)
    {
        foreach (TopicInfo topic in topics)
        {
            Initialize(topic);
        }

        Group.Bump(Group.MetadataHash);
        _journal.Write(Group, done);
    }

    /// <summary>Forgets topics, with which their delivery states end.</summary>
    public void Forget(IEnumerable<Guid> topicIds, Action<ErrorCode> done)
    {
        foreach (Guid topicId in topicIds.Where(Group.Initialized.ContainsKey))
        {
            Group.SetInitialized(topicId, null);
        }

        _journal.Write(Group, done);
    }

    /// <summary>Writes the end of the group; it has no members.</summary>
    public void WriteEnd(Action<ErrorCode> done) => _journal.WriteEnd(Group, [], done);

    private static ShareGroupHeartbeatResponse? CheckEpoch(ShareMember member, int told)
    {
        // The epoch before the present one comes again when the answer with the present one was lost.
        if (told is ShareHeartbeat.JoinEpoch or ShareHeartbeat.LeaveEpoch || told == member.Epoch || told == member.PreviousEpoch)
        {
            return null;
        }

        string comparison = told > member.Epoch ? "greater" : "smaller";
        return ShareHeartbeat.Failure(
            ErrorCode.FencedMemberEpoch,
            $"The share group member has a {comparison} member epoch ({told}) than the one known by the group coordinator ({member.Epoch}). " +
            "The member must abandon all its partitions and rejoin.");
    }

    private void KeepUp(ShareMember? known, ShareHeartbeat heartbeat, IReplyTo<ShareGroupHeartbeatResponse> reply)
    {
        ShareMember member = known ?? new ShareMember(heartbeat.Request.MemberId);
        if (known is null)
        {
            if (Group.Members.Count == 0)
            {
                _gatheringUntilMs = _clock.UptimeMs + _options.InitialDelayMs;
            }

            Group.Add(member);
        }

        IReadOnlySet<TopicIdPartition> before = member.Assigned;
        bool subscriptionChanged = Update(member, heartbeat);
        Refresh(subscriptionChanged);
        Group.Reconcile(member);
        RenewSession(member);
        var response = new ShareGroupHeartbeatResponse
        {
            MemberId = member.Id,
            MemberEpoch = member.Epoch,
            HeartbeatIntervalMs = _options.HeartbeatIntervalOf(Group.Id),
        };
        bool isLostAnswer = !heartbeat.IsJoin && heartbeat.Request.MemberEpoch != member.Epoch;
        if (heartbeat.IsJoin || heartbeat.Request.SubscribedTopicNames is not null || isLostAnswer || !ReferenceEquals(before, member.Assigned))
        {
            response.Assignment = ShareViews.Assignment(member);
        }

        Write(reply, response);
    }

    private void Leave(ShareMember member, IReplyTo<ShareGroupHeartbeatResponse> reply)
    {
        var response = new ShareGroupHeartbeatResponse { MemberId = member.Id, MemberEpoch = ShareHeartbeat.LeaveEpoch };
        Remove([member], error => _outbox.Reply(reply, error == ErrorCode.None ? response : Unstored(error)));
    }

    private void Remove(IReadOnlyCollection<ShareMember> members, Action<ErrorCode> done)
    {
        foreach (ShareMember member in members)
        {
            Group.Remove(member);
            if (_options.Departures is { } departures)
            {
                _outbox.Reply(departures, new ShareDeparture(Group.Id, member.Id));
            }
        }

        Group.Bump(TopicsHash.Of(SubscribedNames(), _catalog));
        _journal.Write(Group, done);
    }

    private bool Update(ShareMember member, ShareHeartbeat heartbeat)
    {
        ShareGroupHeartbeatRequest request = heartbeat.Request;
        (string?, string, string) before = (member.RackId, member.ClientId, member.ClientHost);
        member.RackId = request.RackId ?? member.RackId;
        member.ClientId = heartbeat.ClientId;
        member.ClientHost = heartbeat.ClientHost;
        List<string> names = request.SubscribedTopicNames is { } told ? [.. told.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [.. member.TopicNames];
        bool subscriptionChanged = !names.SequenceEqual(member.TopicNames, StringComparer.Ordinal);
        if (subscriptionChanged || before != (member.RackId, member.ClientId, member.ClientHost))
        {
            member.TopicNames = names;
            _journal.Changed(ShareRecordKind.Subscription, member.Id);
        }

        return subscriptionChanged;
    }

    /// <summary>Brings epoch and target up to date with subscriptions and topics.</summary>
    private void Refresh(bool subscriptionChanged)
    {
        // Read before the topics are: a change in between is seen the next time.
        long version = _catalog.Version;
        if (version == _seenVersion && !subscriptionChanged && Group.Epoch == Group.TargetEpoch)
        {
            return;
        }

        _seenVersion = version;
        long hash = TopicsHash.Of(SubscribedNames(), _catalog);
        if (subscriptionChanged || hash != Group.MetadataHash)
        {
            Group.Bump(hash);
        }

        // Changes that come in quick succession are answered together, by a heartbeat that comes when the interval is over (KIP-1263), or when a new group's wait is.
        if (Group.Epoch > Group.TargetEpoch && _clock.UptimeMs >= _gatheringUntilMs && _clock.HasPassed(Group.TargetTimestampMs, _options.AssignmentIntervalOf(Group.Id)))
        {
            if (Group.TargetEpoch == 0 && Group.Members.Any(member => member.Epoch >= Group.Epoch))
            {
                Group.Bump(hash); // who has waited must see an epoch that is new
            }

            List<AssignmentMember> members = Describe(out Dictionary<Guid, int> partitionCounts);
            Group.SetTargets(_assignor.Assign(members, partitionCounts), _clock.UnixMs);
        }
    }

    private List<AssignmentMember> Describe(out Dictionary<Guid, int> partitionCounts)
    {
        var counts = new Dictionary<Guid, int>();
        var members = new List<AssignmentMember>(Group.Members.Count);
        foreach (ShareMember member in Group.Members)
        {
            var topics = new HashSet<Guid>();
            foreach (TopicInfo topic in member.TopicNames.Select(_catalog.Find).OfType<TopicInfo>())
            {
                topics.Add(topic.Id);
                counts[topic.Id] = topic.Partitions;
                Initialize(topic);
            }

            members.Add(new AssignmentMember(member.Id, null, topics, member.Target));
        }

        partitionCounts = counts;
        return members;
    }

    private void Initialize(TopicInfo topic)
    {
        if (!Group.Initialized.TryGetValue(topic.Id, out InitializedTopic? known) || known.Partitions.Count < topic.Partitions)
        {
            Group.SetInitialized(topic.Id, new InitializedTopic(topic.Name, [.. Enumerable.Range(0, topic.Partitions)]));
        }
    }

    private IEnumerable<string> SubscribedNames() => Group.Members.SelectMany(member => member.TopicNames);

    private void RenewSession(ShareMember member)
    {
        member.SessionDeadlineMs = _clock.UptimeMs + _options.SessionTimeoutOf(Group.Id);
        NextDeadlineMs = Math.Min(NextDeadlineMs, member.SessionDeadlineMs);
    }

    private void Write(IReplyTo<ShareGroupHeartbeatResponse> reply, ShareGroupHeartbeatResponse response) =>
        _journal.Write(Group, error => _outbox.Reply(reply, error == ErrorCode.None ? response : Unstored(error)));

    private static ShareGroupHeartbeatResponse Unstored(ErrorCode error) => ShareHeartbeat.Failure(GroupErrors.OfGroup(error), "The group's change could not be stored.");
}
