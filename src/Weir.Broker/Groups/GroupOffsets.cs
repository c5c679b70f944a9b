using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>The committed offsets of one group. A commit is visible, and answered, once it is durable.</summary>
/// <remarks>Thread model: owned by its <see cref="GroupMachine"/>. Writes complete in the order they were appended.</remarks>
internal sealed class GroupOffsets(ClassicGroup group, GroupRebalance rebalance, GroupOptions options, GroupClock clock, IGroupOutbox outbox)
{
    private readonly Dictionary<TopicPartition, CommittedOffset> _committed = [];

    // Commits on their way to the log: how many of a partition, and the newest topic id among them. Whoever deletes must delete them as well.
    private readonly Dictionary<TopicPartition, (int Count, Guid TopicId)> _inFlight = [];

    public IReadOnlyDictionary<TopicPartition, CommittedOffset> Committed => _committed;

    /// <summary>Set while the group is not a classic one: then it says who may commit and what is subscribed to.</summary>
    public IOffsetRules? Rules { get; set; }

    public bool HasCommitsInFlight => _inFlight.Count > 0;

    public void Restore(IReadOnlyDictionary<TopicPartition, CommittedOffset> offsets)
    {
        foreach ((TopicPartition partition, CommittedOffset committed) in offsets)
        {
            _committed.Add(partition, committed);
        }
    }

    /// <summary>Answers NONE when the request was acceptable as a whole; each entry then has an error of its own.</summary>
    public void Commit(GroupCommit commit, IReplyTo<ErrorCode> reply)
    {
        ErrorCode error = Check(commit);
        if (error != ErrorCode.None)
        {
            outbox.Reply(reply, error);
            return;
        }

        if (group.State is GroupState.Stable or GroupState.PreparingRebalance && group.Members.TryGet(commit.MemberId, out GroupMember? member))
        {
            rebalance.RenewSession(member);
        }

        List<KeyValuePair<TopicPartition, CommittedOffset>> accepted = Accept(commit);
        if (accepted.Count == 0)
        {
            outbox.Reply(reply, ErrorCode.None);
            return;
        }

        Announce(accepted);
        var records = accepted.ConvertAll(a => GroupRecords.Offset(group.Id, a.Key, a.Value));
        outbox.Append(new GroupWrite(records, outcome => Committing(accepted, outcome, reply)));
    }

    /// <summary>Deletes offsets of partitions nobody in the group subscribes to (KIP-496).</summary>
    public void Delete(IReadOnlyList<OffsetDeleteEntry> entries, IReplyTo<ErrorCode> reply)
    {
        if (group.State == GroupState.Dead)
        {
            outbox.Reply(reply, ErrorCode.GroupIdNotFound);
            return;
        }

        if (group.State != GroupState.Empty && !group.IsConsumerGroup && Rules is null)
        {
            outbox.Reply(reply, ErrorCode.NonEmptyGroup);
            return;
        }

        foreach (OffsetDeleteEntry entry in entries)
        {
            entry.Error = IsSubscribedTo(entry.Partition.Topic) ? ErrorCode.GroupSubscribedToTopic : ErrorCode.None;
        }

        Remove([.. entries.Where(e => e.Error == ErrorCode.None && Holds(e.Partition)).Select(e => e.Partition)], reply);
    }

    /// <summary>Drops the offsets whose topic, of that name and id, is gone; an id nobody knows is <see cref="Guid.Empty"/>.</summary>
    public void DropTopics(Func<string, Guid, bool> isGone) =>
        Remove([.. All().Where(p => isGone(p.Topic, NewestTopicId(p)))], reply: null);

    /// <summary>Every partition with an offset, or with a commit on its way.</summary>
    public IEnumerable<TopicPartition> All() => _committed.Keys.Union(_inFlight.Keys);

    /// <summary>Partitions whose offsets have outlived <c>offsets.retention.minutes</c> (KIP-211).</summary>
    public List<TopicPartition> FindExpired()
    {
        long now = clock.UnixMs;
        return [.. _committed.Where(c => MayExpire(c.Key) && IsExpired(c.Value, now)).Select(c => c.Key)];
    }

    public void Forget(IEnumerable<TopicPartition> partitions)
    {
        foreach (TopicPartition partition in partitions)
        {
            _committed.Remove(partition);
        }
    }

    private Guid NewestTopicId(TopicPartition partition) =>
        _inFlight.TryGetValue(partition, out (int Count, Guid TopicId) commit) ? commit.TopicId : _committed[partition].TopicId;

    private bool Holds(TopicPartition partition) => _committed.ContainsKey(partition) || _inFlight.ContainsKey(partition);

    /// <summary>Whether this member may commit now.</summary>
    public ErrorCode Check(GroupCommit commit)
    {
        if (group.State == GroupState.Dead)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        if (Rules is { } rules)
        {
            return rules.CheckCommit(commit);
        }

        if (commit.Generation < 0 && group.State == GroupState.Empty)
        {
            return ErrorCode.None;
        }

        if (commit.IsSimple)
        {
            return commit.IsTransactional ? ErrorCode.None : ErrorCode.UnknownMemberId;
        }

        ErrorCode identity = group.Identify(commit.MemberId, commit.InstanceId);
        if (identity != ErrorCode.None)
        {
            return identity;
        }

        if (commit.Generation != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        // The member knows the generation but cannot know its assignment yet.
        return group.State == GroupState.CompletingRebalance && !commit.IsTransactional ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>The entries that can be stored; the others get their errors.</summary>
    public List<KeyValuePair<TopicPartition, CommittedOffset>> Accept(GroupCommit commit)
    {
        long now = clock.UnixMs;
        var accepted = new List<KeyValuePair<TopicPartition, CommittedOffset>>(commit.Entries.Count);
        foreach (OffsetCommitEntry entry in commit.Entries)
        {
            if (entry.Metadata.Length > options.OffsetMetadataMaxSize)
            {
                entry.Error = ErrorCode.OffsetMetadataTooLarge;
                continue;
            }

            accepted.Add(new(entry.Partition, new CommittedOffset(entry.Offset, entry.LeaderEpoch, entry.Metadata, now)
            {
                TopicId = entry.TopicId,
                ExpireTimestampMs = commit.RetentionMs is { } retention ? now + retention : null,
            }));
        }

        return accepted;
    }

    /// <summary>Offsets are on their way: until <see cref="Settle"/> their partitions neither expire nor are deleted without them.</summary>
    public void Announce(IEnumerable<KeyValuePair<TopicPartition, CommittedOffset>> accepted)
    {
        foreach ((TopicPartition partition, CommittedOffset committed) in accepted)
        {
            _inFlight[partition] = (_inFlight.GetValueOrDefault(partition).Count + 1, committed.TopicId);
        }
    }

    /// <summary>Announced offsets count from now on, or never will.</summary>
    public void Settle(IEnumerable<KeyValuePair<TopicPartition, CommittedOffset>> accepted, bool areCommitted)
    {
        foreach ((TopicPartition partition, CommittedOffset committed) in accepted)
        {
            (int count, Guid topicId) = _inFlight[partition];
            if (count == 1)
            {
                _inFlight.Remove(partition);
            }
            else
            {
                _inFlight[partition] = (count - 1, topicId);
            }

            if (areCommitted)
            {
                _committed[partition] = committed;
            }
        }
    }

    private void Committing(List<KeyValuePair<TopicPartition, CommittedOffset>> accepted, ErrorCode outcome, IReplyTo<ErrorCode> reply)
    {
        Settle(accepted, outcome == ErrorCode.None);
        outbox.Reply(reply, GroupErrors.OfCommit(outcome));
    }

    private void Remove(List<TopicPartition> partitions, IReplyTo<ErrorCode>? reply)
    {
        if (partitions.Count == 0)
        {
            Answer(reply, ErrorCode.None);
            return;
        }

        var tombstones = partitions.ConvertAll(p => GroupRecords.OffsetTombstone(group.Id, p));
        outbox.Append(new GroupWrite(tombstones, outcome =>
        {
            if (outcome == ErrorCode.None)
            {
                Forget(partitions);
            }

            Answer(reply, GroupErrors.OfCommit(outcome));
        }));
    }

    private void Answer(IReplyTo<ErrorCode>? reply, ErrorCode error)
    {
        if (reply is not null)
        {
            outbox.Reply(reply, error);
        }
    }

    private bool IsSubscribedTo(string topic) => Rules?.IsSubscribed(topic) ?? group.IsSubscribedTo(topic);

    private bool MayExpire(TopicPartition partition) => !_inFlight.ContainsKey(partition) && !IsSubscribedTo(partition.Topic) &&
        (Rules is not null || group.ProtocolType is null || group.State == GroupState.Empty || (group.IsConsumerGroup && group.SubscribedTopics is not null && group.State == GroupState.Stable));

    private bool IsExpired(CommittedOffset committed, long now)
    {
        if (committed.ExpireTimestampMs is { } expire)
        {
            return now >= expire;
        }

        if (Rules is { } rules)
        {
            long since = rules.HasMembers ? committed.CommitTimestampMs : Math.Max(committed.CommitTimestampMs, rules.EmptySinceMs);
            return now - since >= options.OffsetsRetentionMs;
        }

        // A group with members so far counts from the moment the last one left; a simple group, and topics no longer subscribed, from the commit.
        bool fromEmptiness = group.ProtocolType is not null && group.State == GroupState.Empty && group.StateTimestampMs >= 0;
        return now - (fromEmptiness ? group.StateTimestampMs : committed.CommitTimestampMs) >= options.OffsetsRetentionMs;
    }
}
