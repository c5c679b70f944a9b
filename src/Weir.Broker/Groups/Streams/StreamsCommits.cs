using Weir.Protocol;

namespace Weir.Broker.Groups.Streams;

/// <summary>Who may commit and fetch offsets of a streams group.</summary>
internal static class StreamsCommits
{
    /// <summary>
    /// The member's present epoch may commit anything; an earlier one what belongs to tasks it was given by then (KIP-1251), as the answer with the new epoch
    /// may still be on its way to it. Commits from outside are taken while there are no members.
    /// </summary>
    public static ErrorCode Check(StreamsGroup group, GroupCommit commit)
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

        if (!group.TryGet(commit.MemberId, out StreamsMember? member))
        {
            return ErrorCode.UnknownMemberId;
        }

        if (!commit.KnowsMemberEpochs && !commit.IsTransactional)
        {
            return ErrorCode.UnsupportedVersion;
        }

        // TxnOffsetCommit has no error for a stale epoch.
        return commit.Generation == member.Epoch || (commit.Generation < member.Epoch && commit.Entries.All(entry => WasAssigned(group, member, commit.Generation, entry)))
            ? ErrorCode.None
            : commit.IsTransactional ? ErrorCode.IllegalGeneration
            : ErrorCode.StaleMemberEpoch;
    }

    /// <param name="group">The group.</param>
    /// <param name="memberId">Null with a negative epoch: an administrator asks.</param>
    /// <param name="epoch">What the member thinks its epoch is.</param>
    public static ErrorCode CheckFetch(StreamsGroup group, string? memberId, int epoch) =>
        memberId is null && epoch < 0 ? ErrorCode.None
        : !group.TryGet(memberId ?? "", out StreamsMember? member) ? ErrorCode.UnknownMemberId
        : epoch == member.Epoch ? ErrorCode.None
        : ErrorCode.StaleMemberEpoch;

    private static bool WasAssigned(StreamsGroup group, StreamsMember member, int epoch, OffsetCommitEntry entry)
    {
        if (group.Topology?.SubtopologyReading(entry.Partition.Topic) is not { } subtopology)
        {
            return false;
        }

        var task = new RoleTask(TaskRole.Active, subtopology, entry.Partition.Partition);
        return (member.Assigned.TryGetValue(task, out int assignedIn) || member.PendingRevocation.TryGetValue(task, out assignedIn)) && assignedIn <= epoch;
    }
}
