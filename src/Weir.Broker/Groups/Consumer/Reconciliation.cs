namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Moves a member towards its target assignment (KIP-848): first it gives up what it is not to keep, then it takes what is free,
/// and its epoch follows the target's as soon as nothing is left to give up.
/// </summary>
internal static class Reconciliation
{
    /// <param name="group">The group; its target assignment is the one to reach.</param>
    /// <param name="member">The member; changed if it can get on.</param>
    /// <param name="owned">What the member says it owns; null when it did not say.</param>
    public static void Reconcile(ConsumerGroup group, ConsumerMember member, IReadOnlySet<TopicIdPartition>? owned)
    {
        switch (member.State)
        {
            case ConsumerMemberState.Stable when member.Epoch == group.TargetEpoch:
                break;
            case ConsumerMemberState.UnrevokedPartitions:
                if (owned is not null && !owned.Any(member.PendingRevocation.ContainsKey))
                {
                    Advance(group, member, member.Epoch + 1, owned);
                }

                break;
            default:
                Advance(group, member, member.Epoch, owned);
                break;
        }
    }

    private static void Advance(ConsumerGroup group, ConsumerMember member, int epoch, IReadOnlySet<TopicIdPartition>? owned)
    {
        Dictionary<TopicIdPartition, int> kept = member.Assigned.Where(a => member.Target.Contains(a.Key)).ToDictionary();
        Dictionary<TopicIdPartition, int> revoked = member.Assigned.Where(a => !member.Target.Contains(a.Key)).ToDictionary();
        if (revoked.Count > 0 && (owned is null || owned.Any(revoked.ContainsKey)))
        {
            Change(group, member, ConsumerMemberState.UnrevokedPartitions, epoch, kept, revoked);
            return;
        }

        bool allTaken = true;
        foreach (TopicIdPartition wanted in member.Target)
        {
            // What the member gives up in this very step is free as well, but never part of its target.
            if (!kept.ContainsKey(wanted) && !(group.IsFree(wanted) && kept.TryAdd(wanted, group.TargetEpoch)))
            {
                allTaken = false;
            }
        }

        ConsumerMemberState state = allTaken ? ConsumerMemberState.Stable : ConsumerMemberState.UnreleasedPartitions;
        Change(group, member, state, group.TargetEpoch, kept, []);
    }

    private static void Change(
        ConsumerGroup group,
        ConsumerMember member,
        ConsumerMemberState state,
        int epoch,
        Dictionary<TopicIdPartition, int> assigned,
        Dictionary<TopicIdPartition, int> pendingRevocation)
    {
        bool sameAssigned = SameKeys(assigned, member.Assigned);
        if (state == member.State && epoch == member.Epoch && sameAssigned && SameKeys(pendingRevocation, member.PendingRevocation))
        {
            return;
        }

        // An assignment that has not changed stays the same object: the member need not be told of it.
        member.State = state;
        member.MoveTo(epoch);
        group.Assign(member, sameAssigned ? member.Assigned : assigned, pendingRevocation);
    }

    private static bool SameKeys(Dictionary<TopicIdPartition, int> one, IReadOnlyDictionary<TopicIdPartition, int> other) =>
        one.Count == other.Count && one.Keys.All(other.ContainsKey);
}
