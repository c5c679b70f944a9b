using System.Diagnostics.CodeAnalysis;
using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Share;

/// <summary>The state of one share group (KIP-932): its epochs, its members, and the partitions it keeps delivery states of. What changes is noted in the journal.</summary>
/// <remarks>Thread model: owned by its <see cref="ShareMachine"/>, never shared.</remarks>
internal sealed class ShareGroup(string id, ShareJournal journal)
{
    /// <summary>What ListGroups calls groups of this kind, and the protocol type of their members.</summary>
    public const string TypeName = "share";

    private readonly OrderedDictionary<string, ShareMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, InitializedTopic> _initialized = [];

    public string Id { get; } = id;

    /// <summary>Goes up with every change of members, subscriptions or topics; never back.</summary>
    public int Epoch { get; private set; }

    /// <summary>The group epoch the target assignment was computed for.</summary>
    public int TargetEpoch { get; private set; }

    /// <summary>When the target assignment was computed, in milliseconds since the Unix epoch.</summary>
    public long TargetTimestampMs { get; private set; }

    /// <summary>Tells whether the subscribed topics have changed since the last epoch.</summary>
    public long MetadataHash { get; private set; }

    public IList<ShareMember> Members => _members.Values;

    /// <summary>By topic id.</summary>
    public IReadOnlyDictionary<Guid, InitializedTopic> Initialized => _initialized;

    public string State => _members.Count == 0 ? "Empty" : "Stable";

    public bool TryGet(string memberId, [MaybeNullWhen(false)] out ShareMember member) => _members.TryGetValue(memberId, out member);

    public bool IsInitialized(TopicIdPartition partition) =>
        _initialized.TryGetValue(partition.TopicId, out InitializedTopic? topic) && topic.Partitions.Contains(partition.Partition);

    public void Add(ShareMember member)
    {
        _members.Add(member.Id, member);
        journal.Changed(ShareRecordKind.Subscription, member.Id);
    }

    public void Remove(ShareMember member)
    {
        _members.Remove(member.Id);
        journal.MemberRemoved(member.Id);
    }

    public void Bump(long metadataHash)
    {
        Epoch++;
        MetadataHash = metadataHash;
        journal.Changed(ShareRecordKind.Epoch);
    }

    public void SetTargets(IReadOnlyDictionary<string, HashSet<TopicIdPartition>> targets, long nowUnixMs)
    {
        foreach (ShareMember member in _members.Values)
        {
            IReadOnlySet<TopicIdPartition> target = targets.TryGetValue(member.Id, out HashSet<TopicIdPartition>? given) ? given : ShareMember.NoPartitions;
            if (!member.Target.SetEquals(target))
            {
                member.Target = target;
                journal.Changed(ShareRecordKind.Target, member.Id);
            }
        }

        TargetEpoch = Epoch;
        TargetTimestampMs = nowUnixMs;
        journal.Changed(ShareRecordKind.TargetEpoch);
    }

    /// <summary>Gives a member its target.</summary>
    public void Reconcile(ShareMember member)
    {
        // While a new group waits for its first target there is no epoch of one, and 0 would send the member to join again.
        int epoch = Math.Max(1, TargetEpoch);
        if (member.Epoch == epoch && ReferenceEquals(member.Assigned, member.Target))
        {
            return;
        }

        // An assignment that has not changed stays the same object: the member need not be told of it.
        member.Assigned = member.Assigned.SetEquals(member.Target) ? member.Assigned : member.Target;
        member.Target = member.Assigned;
        member.PreviousEpoch = member.Epoch;
        member.Epoch = epoch;
        journal.Changed(ShareRecordKind.Assignment, member.Id);
    }

    /// <summary>Notes partitions of which delivery states are kept from now on; null forgets the topic.</summary>
    public void SetInitialized(Guid topicId, InitializedTopic? topic)
    {
        if (topic is null)
        {
            _initialized.Remove(topicId);
        }
        else
        {
            _initialized[topicId] = topic;
        }

        journal.Changed(ShareRecordKind.Initialized);
    }

    public void RestoreEpochs(int epoch, long metadataHash, int targetEpoch, long targetTimestampMs)
    {
        Epoch = epoch;
        MetadataHash = metadataHash;
        TargetEpoch = targetEpoch;
        TargetTimestampMs = targetTimestampMs;
    }
}
