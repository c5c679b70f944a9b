using Weir.Client.Diagnostics;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>Says good-bye to the coordinator, so that the others need not wait for the session to time out.</summary>
internal static class LeaveRequest
{
    /// <summary>Static members do not leave: they are expected back within the session timeout (KIP-345). Failures are only logged.</summary>
    public static async Task SendAsync(Coordinator coordinator, GroupIdentity self, string reason, CancellationToken cancellationToken)
    {
        if (self.MemberId.Length == 0 || self.InstanceId is not null)
        {
            return;
        }

        var request = new LeaveGroupRequest
        {
            GroupId = self.GroupId,
            MemberId = self.MemberId,
            Members = [new LeaveGroupRequest.MemberIdentity { MemberId = self.MemberId, GroupInstanceId = null, Reason = reason }],
        };
        try
        {
            LeaveGroupResponse response = await coordinator
                .AskAsync<LeaveGroupRequest, LeaveGroupResponse>(request, ConnectionPurpose.Control, cancellationToken)
                .ConfigureAwait(false);
            if (response.ErrorCode != ErrorCode.None)
            {
                Log.LeaveFailed(coordinator.Cluster.Logger, self.GroupId, response.ErrorCode.ToString());
            }
        }
        catch (KafkaException e)
        {
            Log.LeaveFailed(coordinator.Cluster.Logger, self.GroupId, e.Message);
        }
    }
}
