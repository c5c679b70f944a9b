using System.Diagnostics.CodeAnalysis;
using Weir.Broker.Groups.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>What concerns share groups (KIP-932).</summary>
internal sealed partial class GroupCoordinator
{
    public Task<ShareGroupHeartbeatResponse> HeartbeatAsync(ShareHeartbeat heartbeat)
    {
        if (heartbeat.Check() is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        string groupId = heartbeat.Request.GroupId;
        var reply = new TaskReply<ShareGroupHeartbeatResponse>();
        if (heartbeat.IsJoin)
        {
            Run(groupId, machine => machine.ShareHeartbeat(heartbeat, reply));
        }
        else if (!TryRun(groupId, machine => machine.ShareHeartbeat(heartbeat, reply)))
        {
            string what = heartbeat.Request.MemberEpoch < 0 ? "Group" : "Share group";
            reply.Send(ShareHeartbeat.Failure(ErrorCode.GroupIdNotFound, $"{what} {groupId} not found."));
        }

        return reply.Task;
    }

    /// <returns>False when there is no such group, or it is of another kind; <paramref name="exists"/> tells which.</returns>
    public bool TryDescribeShare(string groupId, [NotNullWhen(true)] out ShareGroupDescribeResponse.DescribedGroup? described, out bool exists)
    {
        ShareGroupDescribeResponse.DescribedGroup? found = null;
        exists = TryRun(groupId, machine => found = machine.DescribeShare());
        described = found;
        return found is not null;
    }

    /// <summary>Lets <paramref name="read"/> look at a share group, which does not change meanwhile.</summary>
    /// <returns>False when there is no such group, or it is of another kind; <paramref name="exists"/> tells which.</returns>
    public bool ReadShare(string groupId, Action<ShareGroup> read, out bool exists)
    {
        bool isShare = false;
        exists = TryRun(groupId, machine =>
        {
            if (machine.Share is { } group)
            {
                isShare = true;
                read(group);
            }
        });
        return isShare;
    }

    /// <summary>See <see cref="GroupMachine.ChangeShare"/>.</summary>
    public Task<ErrorCode> ChangeShareAsync(string groupId, bool mayCreate, Action<ShareMachine, Action<ErrorCode>> change)
    {
        var reply = new TaskReply<ErrorCode>();
        if (mayCreate)
        {
            Run(groupId, machine => machine.ChangeShare(mayCreate, change, reply));
        }
        else if (!TryRun(groupId, machine => machine.ChangeShare(mayCreate, change, reply)))
        {
            reply.Send(ErrorCode.GroupIdNotFound);
        }

        return reply.Task;
    }
}
