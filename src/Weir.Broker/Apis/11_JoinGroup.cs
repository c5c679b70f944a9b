using Weir.Broker.Groups;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// JoinGroup, versions 0 to 9: rebalance timeout from v1, ids handed out before joining from v4 (KIP-394), static members from v5 (KIP-345),
/// reasons from v8 (KIP-800), a static leader told to skip the assignment from v9 (KIP-814). Answered when the generation is formed.
/// </summary>
internal sealed class JoinGroupHandler(GroupCoordinator groups) : ApiHandler<JoinGroupRequest, JoinGroupResponse>(0, 9)
{
    private const short AllowsNullProtocol = 7;

    protected override async ValueTask<JoinGroupResponse?> HandleAsync(JoinGroupRequest request, RequestContext context)
    {
        JoinGroupResponse response = await groups.JoinAsync(new GroupJoin(request, context.ApiVersion, context.ClientId ?? "", context.ClientHost));
        if (context.ApiVersion < AllowsNullProtocol)
        {
            response.ProtocolName ??= "";
        }

        return response;
    }
}
