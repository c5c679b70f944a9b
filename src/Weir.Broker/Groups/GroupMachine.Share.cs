using Weir.Broker.Groups.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>The group as a share group (KIP-932): a kind of its own, which others do not turn into, nor it into them.</summary>
internal sealed partial class GroupMachine
{
    // While this is set the classic group is empty and of no generation, and there are no offsets.
    private ShareMachine? _share;

    /// <summary>The group's state as a share group; null when it is of another kind or ends.</summary>
    public ShareGroup? Share => _group.State == GroupState.Dead ? null : _share?.Group;

    private bool HasMembersOfNewProtocols => IsConsumerWithMembers(out _) || _share?.Group.Members.Count > 0 || _streams is { HasMembers: true };

    private bool IsUnused => _consumer is null
        && _streams is null
        && _group.State == GroupState.Empty
        && _group.Generation == 0
        && _group.Members.Count + _group.Members.Pending.Count + _offsets.Committed.Count == 0
        && !_offsets.HasCommitsInFlight;

    public void ShareHeartbeat(ShareHeartbeat heartbeat, IReplyTo<ShareGroupHeartbeatResponse> reply)
    {
        if (_group.State == GroupState.Dead)
        {
            _outbox.Reply(reply, Groups.Share.ShareHeartbeat.Failure(ErrorCode.CoordinatorNotAvailable, $"Group {Id} is being deleted."));
        }
        else if (_share is { } share)
        {
            share.Heartbeat(heartbeat, reply);
        }
        else if (heartbeat.IsJoin && IsUnused)
        {
            StartShare().Heartbeat(heartbeat, reply);
        }
        else
        {
            _outbox.Reply(reply, Groups.Share.ShareHeartbeat.Failure(ErrorCode.GroupIdNotFound, $"Group {Id} is not a share group."));
        }
    }

    /// <returns>Null when the group is not a share group.</returns>
    public ShareGroupDescribeResponse.DescribedGroup? DescribeShare() => Share is { } group ? ShareViews.Describe(group, _catalog) : null;

    /// <summary>Changes which partitions an empty share group keeps delivery states of, or takes note that these are given another start.</summary>
    /// <param name="mayCreate">Make it a share group if nobody has used it yet.</param>
    /// <param name="change">Carries the change out, and is told how its write ended.</param>
    /// <param name="reply">NONE when it is durable; GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP when it cannot be.</param>
    public void ChangeShare(bool mayCreate, Action<ShareMachine, Action<ErrorCode>> change, IReplyTo<ErrorCode> reply)
    {
        if (mayCreate && _share is null && IsUnused)
        {
            StartShare();
        }

        if (_share is not { } share || _group.State == GroupState.Dead)
        {
            _outbox.Reply(reply, ErrorCode.GroupIdNotFound);
        }
        else if (share.Group.Members.Count > 0)
        {
            _outbox.Reply(reply, ErrorCode.NonEmptyGroup);
        }
        else
        {
            change(share, error => _outbox.Reply(reply, GroupErrors.OfGroup(error)));
        }
    }

    private ShareMachine StartShare() => _share = new ShareMachine(Id, _options.Share, _catalog, _clock, _outbox);

    private void DropShareTopics(Func<string, Guid, bool> isGone)
    {
        if (_share is { } share && _group.State != GroupState.Dead)
        {
            share.Forget([.. share.Group.Initialized.Where(topic => isGone(topic.Value.Name, topic.Key)).Select(topic => topic.Key)], static _ => { });
        }
    }
}
