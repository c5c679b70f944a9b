using Weir.Broker.Groups;
using Weir.Broker.Groups.Share;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ShareGroupHeartbeat, version 1 (KIP-932): joins, keeps up with and leaves a share group, and carries the assignment. The client makes up the member id.
/// Answered when what it changed is durable.
/// </summary>
internal sealed class ShareGroupHeartbeatHandler(GroupCoordinator groups) : ApiHandler<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(1, 1)
{
    protected override async ValueTask<ShareGroupHeartbeatResponse?> HandleAsync(ShareGroupHeartbeatRequest request, RequestContext context) =>
        await groups.HeartbeatAsync(new ShareHeartbeat(request, context.ClientId ?? "", context.ClientHost));
}
