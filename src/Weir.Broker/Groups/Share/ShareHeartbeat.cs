using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Share;

/// <summary>A ShareGroupHeartbeat request with what its connection tells.</summary>
internal sealed record ShareHeartbeat(ShareGroupHeartbeatRequest Request, string ClientId, string ClientHost)
{
    public const int JoinEpoch = 0;
    public const int LeaveEpoch = -1;

    public bool IsJoin => Request.MemberEpoch == JoinEpoch;

    public static ShareGroupHeartbeatResponse Failure(ErrorCode error, string message) => new() { ErrorCode = error, ErrorMessage = message };

    /// <summary>What can be refused without looking at a group.</summary>
    /// <returns>Null when there is nothing wrong.</returns>
    public ShareGroupHeartbeatResponse? Check()
    {
        if (Request.MemberId.Length == 0)
        {
            return new ShareGroupHeartbeatResponse { ErrorCode = ErrorCode.InvalidRequest };
        }

        string? problem = string.IsNullOrWhiteSpace(Request.MemberId) ? "MemberId can't be empty."
            : string.IsNullOrWhiteSpace(Request.GroupId) ? "GroupId can't be empty."
            : Request.RackId is not null && string.IsNullOrWhiteSpace(Request.RackId) ? "RackId can't be empty."
            : IsJoin && Request.SubscribedTopicNames is not { Count: > 0 } ? "SubscribedTopicNames must be set in first request."
            : Request.MemberEpoch < LeaveEpoch ? "MemberEpoch is invalid."
            : null;
        return problem is null ? null : Failure(ErrorCode.InvalidRequest, problem);
    }
}
