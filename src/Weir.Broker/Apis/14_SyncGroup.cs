using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// SyncGroup, versions 0 to 5: hands the leader's assignment to every member once it is durable; static members from v3 (KIP-345), protocol type and name
/// checked in v5 (KIP-559).
/// </summary>
internal sealed class SyncGroupHandler(GroupCoordinator groups) : ApiHandler<SyncGroupRequest, SyncGroupResponse>(0, 5)
{
    private const short RequiresProtocol = 5;

    protected override async ValueTask<SyncGroupResponse?> HandleAsync(SyncGroupRequest request, RequestContext context) =>
        context.ApiVersion >= RequiresProtocol && (request.ProtocolType is null || request.ProtocolName is null)
            ? SyncPhase.Failure(ErrorCode.InconsistentGroupProtocol)
            : await groups.SyncAsync(request);
}
