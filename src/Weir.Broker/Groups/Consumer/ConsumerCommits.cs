using Weir.Protocol;

namespace Weir.Broker.Groups.Consumer;

/// <summary>Who may commit and fetch offsets of a consumer group.</summary>
internal static class ConsumerCommits
{
    /// <summary>
    /// The member's present epoch may commit anything; an earlier one what it was given by then (KIP-1251), as the answer with the new epoch may still be
    /// on its way to it. Commits from outside are taken while there are no members.
    /// </summary>
    public static ErrorCode Check(ConsumerGroup group, GroupCommit commit)
    {
        if (commit.Generation < 0 && group.Members.Count == 0)
        {
            return ErrorCode.None;
        }

        // Clients before KIP-447 do not say who commits in a transaction.
        if (commit.IsTransactional && commit.IsSimple)
        {
            return ErrorCode.None;
        }

        if (!group.TryGet(commit.MemberId, out ConsumerMember? member))
        {
            return ErrorCode.UnknownMemberId;
        }

        if (member.Classic is not null)
        {
            return commit.Generation == member.Epoch ? ErrorCode.None : ErrorCode.IllegalGeneration;
        }

        if (!commit.KnowsMemberEpochs && !commit.IsTransactional)
        {
            return ErrorCode.UnsupportedVersion;
        }

        // TxnOffsetCommit has no error for a stale epoch.
        return commit.Generation == member.Epoch || (commit.Generation < member.Epoch && commit.Entries.All(entry => WasAssigned(member, commit.Generation, entry)))
            ? ErrorCode.None
            : commit.IsTransactional ? ErrorCode.IllegalGeneration
            : ErrorCode.StaleMemberEpoch;
    }

    /// <param name="group">The group.</param>
    /// <param name="memberId">Null with a negative epoch: an administrator asks.</param>
    /// <param name="epoch">What the member thinks its epoch is.</param>
    public static ErrorCode CheckFetch(ConsumerGroup group, string? memberId, int epoch)
    {
        if (memberId is null && epoch < 0)
        {
            return ErrorCode.None;
        }

        if (!group.TryGet(memberId ?? "", out ConsumerMember? member))
        {
            return ErrorCode.UnknownMemberId;
        }

        return epoch == member.Epoch ? ErrorCode.None
            : member.Classic is not null ? ErrorCode.IllegalGeneration
            : ErrorCode.StaleMemberEpoch;
    }

    private static bool WasAssigned(ConsumerMember member, int epoch, OffsetCommitEntry entry)
    {
        var partition = new TopicIdPartition(entry.TopicId, entry.Partition.Partition);
        return (member.Assigned.TryGetValue(partition, out int assignedIn) || member.PendingRevocation.TryGetValue(partition, out assignedIn)) && assignedIn <= epoch;
    }
}
