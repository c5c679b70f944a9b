using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ElectLeaders, versions 0 to 2 (KIP-183, KIP-460): the only replica leads already, so that no election is needed. Asked for all partitions,
/// the answer is empty, as Kafka leaves out those that need none.
/// </summary>
internal sealed class ElectLeadersHandler(BrokerServices services) : ApiHandler<ElectLeadersRequest, ElectLeadersResponse>(0, 2)
{
    private const sbyte Unclean = 1;

    protected override ValueTask<ElectLeadersResponse?> HandleAsync(ElectLeadersRequest request, RequestContext context)
    {
        var response = new ElectLeadersResponse();
        if (request.ElectionType is < 0 or > Unclean)
        {
            return new ValueTask<ElectLeadersResponse?>(ErrorResponse(request, context.ApiVersion, ErrorCode.InvalidRequest));
        }

        response.ReplicaElectionResults = (request.TopicPartitions ?? []).ConvertAll(topic => new ElectLeadersResponse.ReplicaElectionResult
        {
            Topic = topic.Topic,
            PartitionResult = topic.Partitions.ConvertAll(partition => Answer(topic.Topic, partition)),
        });
        return new ValueTask<ElectLeadersResponse?>(response);
    }

    protected override ElectLeadersResponse ErrorResponse(ElectLeadersRequest request, short version, ErrorCode error) => new()
    {
        ErrorCode = error,
        ReplicaElectionResults = (request.TopicPartitions ?? []).ConvertAll(topic => new ElectLeadersResponse.ReplicaElectionResult
        {
            Topic = topic.Topic,
            PartitionResult = topic.Partitions.ConvertAll(partition => new ElectLeadersResponse.PartitionResult { PartitionId = partition, ErrorCode = error }),
        }),
    };

    private ElectLeadersResponse.PartitionResult Answer(string topic, int partition)
    {
        if (services.Topics.TryGetPartition(topic, partition, out _))
        {
            return new() { PartitionId = partition, ErrorCode = ErrorCode.ElectionNotNeeded, ErrorMessage = "The only replica leads the partition." };
        }

        string missing = services.Topics.TryGet(topic, out _) ? $"No such partition as {topic}-{partition}" : $"No such topic as {topic}";
        return new() { PartitionId = partition, ErrorCode = ErrorCode.UnknownTopicOrPartition, ErrorMessage = missing };
    }
}
