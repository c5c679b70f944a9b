using System.Diagnostics.CodeAnalysis;

namespace Weir.Broker.Groups.Consumer;

/// <summary>The state of one consumer group (KIP-848): its epochs, its members, and who holds which partition. What changes is noted in the journal.</summary>
/// <remarks>Thread model: owned by its <see cref="ConsumerMachine"/>, never shared.</remarks>
internal sealed class ConsumerGroup(string id, ConsumerJournal journal)
{
    /// <summary>What ListGroups calls groups of this kind, and the protocol type of their members.</summary>
    public const string TypeName = "consumer";

    private readonly OrderedDictionary<string, ConsumerMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _memberByInstance = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicIdPartition, string> _holders = [];
    private readonly Dictionary<string, ResolvedRegex> _regexes = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    /// <summary>Goes up with every change of members, subscriptions or topics; never back.</summary>
    public int Epoch { get; private set; }

    /// <summary>The group epoch the target assignment was computed for.</summary>
    public int TargetEpoch { get; private set; }

    /// <summary>When the target assignment was computed, in milliseconds since the Unix epoch.</summary>
    public long TargetTimestampMs { get; private set; }

    /// <summary>Tells whether the subscribed topics have changed since the last epoch.</summary>
    public long MetadataHash { get; private set; }

    public IList<ConsumerMember> Members => _members.Values;

    public IReadOnlyDictionary<string, ResolvedRegex> Regexes => _regexes;

    public ConsumerGroupState State =>
        _members.Count == 0 ? ConsumerGroupState.Empty
        : Epoch > TargetEpoch ? ConsumerGroupState.Assigning
        : _members.Values.All(m => m.IsReconciledTo(TargetEpoch)) ? ConsumerGroupState.Stable
        : ConsumerGroupState.Reconciling;

    public bool TryGet(string memberId, [MaybeNullWhen(false)] out ConsumerMember member) => _members.TryGetValue(memberId, out member);

    public ConsumerMember? FindStatic(string instanceId) =>
        _memberByInstance.TryGetValue(instanceId, out string? memberId) ? _members[memberId] : null;

    public bool IsFree(TopicIdPartition partition) => !_holders.ContainsKey(partition);

    /// <summary>Whether a partition the member is to have is still with somebody else.</summary>
    public bool WaitsForOthers(ConsumerMember member) =>
        member.Target.Any(p => _holders.TryGetValue(p, out string? holder) && holder != member.Id);

    public void Add(ConsumerMember member)
    {
        _members.Add(member.Id, member);
        Hold(member, member.Assigned.Keys);
        Hold(member, member.PendingRevocation.Keys);
        if (member.InstanceId is not null)
        {
            _memberByInstance[member.InstanceId] = member.Id;
        }

        journal.SubscriptionChanged(member.Id);
    }

    public void Remove(ConsumerMember member)
    {
        _members.Remove(member.Id);
        Release(member);
        if (member.InstanceId is not null && _memberByInstance.GetValueOrDefault(member.InstanceId) == member.Id)
        {
            _memberByInstance.Remove(member.InstanceId);
        }

        journal.MemberRemoved(member.Id);
    }

    /// <summary>Gives a member an instance id that nobody has.</summary>
    public void MakeStatic(ConsumerMember member, string instanceId)
    {
        if (member.InstanceId is { } before && _memberByInstance.GetValueOrDefault(before) == member.Id)
        {
            _memberByInstance.Remove(before);
        }

        member.InstanceId = instanceId;
        _memberByInstance[instanceId] = member.Id;
        journal.SubscriptionChanged(member.Id);
    }

    /// <summary>Puts a static member's new incarnation in the place of the old one, with its partitions.</summary>
    public void Replace(ConsumerMember old, ConsumerMember successor)
    {
        Remove(old);
        Add(successor);
        journal.TargetChanged(successor.Id);
        journal.AssignmentChanged(successor.Id);
    }

    public void Assign(ConsumerMember member, IReadOnlyDictionary<TopicIdPartition, int> assigned, IReadOnlyDictionary<TopicIdPartition, int> pendingRevocation)
    {
        Release(member);
        member.Assigned = assigned;
        member.PendingRevocation = pendingRevocation;
        Hold(member, assigned.Keys);
        Hold(member, pendingRevocation.Keys);
        journal.AssignmentChanged(member.Id);
    }

    public void Bump(long metadataHash)
    {
        Epoch++;
        MetadataHash = metadataHash;
        journal.EpochChanged();
    }

    public void SetTargets(IReadOnlyDictionary<string, HashSet<TopicIdPartition>> targets, long nowUnixMs)
    {
        foreach (ConsumerMember member in _members.Values)
        {
            IReadOnlySet<TopicIdPartition> target = targets.TryGetValue(member.Id, out HashSet<TopicIdPartition>? given) ? given : ConsumerMember.NoPartitions;
            if (!member.Target.SetEquals(target))
            {
                member.Target = target;
                journal.TargetChanged(member.Id);
            }
        }

        TargetEpoch = Epoch;
        TargetTimestampMs = nowUnixMs;
        journal.TargetEpochChanged();
    }

    public void SetRegex(string regex, ResolvedRegex resolved)
    {
        _regexes[regex] = resolved;
        journal.RegexChanged(regex);
    }

    public void RemoveRegex(string regex)
    {
        _regexes.Remove(regex);
        journal.RegexChanged(regex);
    }

    /// <summary>Takes over epochs from the log, or from the classic group this was.</summary>
    public void RestoreEpochs(int epoch, long metadataHash, int targetEpoch, long targetTimestampMs)
    {
        Epoch = epoch;
        MetadataHash = metadataHash;
        TargetEpoch = targetEpoch;
        TargetTimestampMs = targetTimestampMs;
    }

    private void Hold(ConsumerMember member, IEnumerable<TopicIdPartition> partitions)
    {
        foreach (TopicIdPartition partition in partitions)
        {
            _holders[partition] = member.Id;
        }
    }

    private void Release(ConsumerMember member)
    {
        foreach (TopicIdPartition partition in member.Assigned.Keys.Concat(member.PendingRevocation.Keys))
        {
            if (_holders.GetValueOrDefault(partition) == member.Id)
            {
                _holders.Remove(partition);
            }
        }
    }
}
