using Weir.Broker.Groups;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>Heartbeat, versions 0 to 4: keeps a member's session, and tells it of a rebalance; static members from v3 (KIP-345).</summary>
internal sealed class HeartbeatHandler(GroupCoordinator groups) : ApiHandler<HeartbeatRequest, HeartbeatResponse>(0, 4)
{
    protected override ValueTask<HeartbeatResponse?> HandleAsync(HeartbeatRequest request, RequestContext context) =>
        new(new HeartbeatResponse { ErrorCode = groups.Heartbeat(request) });
}
