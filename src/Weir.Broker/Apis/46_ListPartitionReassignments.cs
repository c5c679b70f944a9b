using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>ListPartitionReassignments, version 0 (KIP-455): a single node never has any under way.</summary>
internal sealed class ListPartitionReassignmentsHandler() : ApiHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(0, 0)
{
    protected override ValueTask<ListPartitionReassignmentsResponse?> HandleAsync(ListPartitionReassignmentsRequest request, RequestContext context) =>
        new(new ListPartitionReassignmentsResponse { ErrorMessage = null });
}
