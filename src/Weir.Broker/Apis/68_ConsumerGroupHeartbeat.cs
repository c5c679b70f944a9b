using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ConsumerGroupHeartbeat, versions 0 to 1 (KIP-848): joins, keeps up with and leaves a consumer group, and carries the assignment. In v0 the broker makes up
/// the member id, from v1 the client does (KIP-1082) and may subscribe by regular expression. Answered when what it changed is durable.
/// </summary>
internal sealed class ConsumerGroupHeartbeatHandler(GroupCoordinator groups) : ApiHandler<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(0, 1)
{
    protected override async ValueTask<ConsumerGroupHeartbeatResponse?> HandleAsync(ConsumerGroupHeartbeatRequest request, RequestContext context) =>
        await groups.HeartbeatAsync(new ConsumerHeartbeat(request, context.ApiVersion, context.ClientId ?? "", context.ClientHost));
}
