namespace Weir.Broker.Groups.Streams;

/// <summary>
/// Moves a member towards its target assignment (KIP-1071): first it gives up what it is not to keep, then it takes what is free,
/// and its epoch follows the target's as soon as nothing is left to give up.
/// </summary>
internal static class StreamsReconciliation
{
    /// <param name="group">The group.</param>
    /// <param name="member">The member; changed if it can get on.</param>
    /// <param name="targetEpoch">The epoch to reach.</param>
    /// <param name="target">What the member is to have in it.</param>
    /// <param name="owned">What the member says it has; null when it did not say.</param>
    public static void Reconcile(StreamsGroup group, StreamsMember member, int targetEpoch, IReadOnlySet<RoleTask> target, IReadOnlySet<RoleTask>? owned)
    {
        switch (member.State)
        {
            case StreamsMemberState.Stable when member.Epoch == targetEpoch:
                break;
            case StreamsMemberState.UnrevokedTasks:
                if (owned is not null && !owned.Any(member.PendingRevocation.ContainsKey))
                {
                    Advance(group, member, member.Epoch + 1);
                }

                break;
            default:
                Advance(group, member, member.Epoch);
                break;
        }

        void Advance(StreamsGroup group, StreamsMember member, int epoch)
        {
            Dictionary<RoleTask, int> kept = member.Assigned.Where(a => target.Contains(a.Key)).ToDictionary();
            Dictionary<RoleTask, int> revoked = member.Assigned.Where(a => !target.Contains(a.Key)).ToDictionary();
            if (revoked.Count > 0 && (owned is null || owned.Any(revoked.ContainsKey)))
            {
                Change(group, member, StreamsMemberState.UnrevokedTasks, epoch, kept, revoked);
                return;
            }

            bool allTaken = true;
            foreach (RoleTask wanted in target)
            {
                // What the member gives up in this very step is free as well, be it the same task in another role.
                if (!kept.ContainsKey(wanted) && !(group.IsFree(wanted, member) && kept.TryAdd(wanted, targetEpoch)))
                {
                    allTaken = false;
                }
            }

            Change(group, member, allTaken ? StreamsMemberState.Stable : StreamsMemberState.UnreleasedTasks, targetEpoch, kept, []);
        }
    }

    private static void Change(
        StreamsGroup group,
        StreamsMember member,
        StreamsMemberState state,
        int epoch,
        Dictionary<RoleTask, int> assigned,
        Dictionary<RoleTask, int> pendingRevocation)
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

    private static bool SameKeys(Dictionary<RoleTask, int> one, IReadOnlyDictionary<RoleTask, int> other) =>
        one.Count == other.Count && one.Keys.All(other.ContainsKey);
}
