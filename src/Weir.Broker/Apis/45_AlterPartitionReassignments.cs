using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// AlterPartitionReassignments, versions 0 to 1 (KIP-455): a partition can only be placed where it is, on this broker, which is done at once; so there is
/// never a reassignment to cancel.
/// </summary>
internal sealed class AlterPartitionReassignmentsHandler(BrokerServices services)
    : ApiHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse>(0, 1)
{
    protected override ValueTask<AlterPartitionReassignmentsResponse?> HandleAsync(AlterPartitionReassignmentsRequest request, RequestContext context) => new(new AlterPartitionReassignmentsResponse
    {
        AllowReplicationFactorChange = request.AllowReplicationFactorChange,
        ErrorMessage = null,
        Responses = request.Topics.ConvertAll(topic => new AlterPartitionReassignmentsResponse.ReassignableTopicResponse
        {
            Name = topic.Name,
            Partitions = topic.Partitions.ConvertAll(partition => Answer(topic.Name, partition)),
        }),
    });

    private AlterPartitionReassignmentsResponse.ReassignablePartitionResponse Answer(string topic, AlterPartitionReassignmentsRequest.ReassignablePartition wanted)
    {
        ApiError error = Check(topic, wanted);
        return new() { PartitionIndex = wanted.PartitionIndex, ErrorCode = error.Code, ErrorMessage = error.Message };
    }

    private ApiError Check(string topic, AlterPartitionReassignmentsRequest.ReassignablePartition wanted)
    {
        if (!services.Topics.TryGetPartition(topic, wanted.PartitionIndex, out _))
        {
            return new ApiError(ErrorCode.UnknownTopicOrPartition, $"Unable to find a topic or partition named {topic}-{wanted.PartitionIndex}.");
        }

        return wanted.Replicas switch
        {
            null => new ApiError(ErrorCode.NoReassignmentInProgress, null),
            [int only] when only == services.NodeId => ApiError.None,
            [] => new ApiError(ErrorCode.InvalidReplicaAssignment, "The manual partition assignment includes an empty replica list."),
            _ => new ApiError(
                ErrorCode.InvalidReplicaAssignment,
                $"The manual partition assignment [{string.Join(", ", wanted.Replicas)}] names other brokers than {services.NodeId}: Weir is a single node by intent."),
        };
    }
}
