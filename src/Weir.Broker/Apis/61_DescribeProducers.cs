using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DescribeProducers, version 0 (KIP-664): what each partition knows of its idempotent and transactional producers.</summary>
internal sealed class DescribeProducersHandler(BrokerServices services) : ApiHandler<DescribeProducersRequest, DescribeProducersResponse>(0, 0)
{
    protected override ValueTask<DescribeProducersResponse?> HandleAsync(DescribeProducersRequest request, RequestContext context) => new(new DescribeProducersResponse
    {
        Topics = request.Topics.ConvertAll(topic => new DescribeProducersResponse.TopicResponse
        {
            Name = topic.Name,
            Partitions = topic.PartitionIndexes.ConvertAll(index => Describe(topic.Name, index)),
        }),
    });

    private DescribeProducersResponse.PartitionResponse Describe(string topic, int index)
    {
        var answer = new DescribeProducersResponse.PartitionResponse { PartitionIndex = index };
        if (!services.Topics.TryGetPartition(topic, index, out Partition? partition))
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
            answer.ErrorMessage = $"Partition {topic}-{index} does not exist.";
            return answer;
        }

        foreach (ProducerDescription producer in partition.Log.Producers())
        {
            answer.ActiveProducers.Add(new()
            {
                ProducerId = producer.ProducerId,
                ProducerEpoch = producer.Epoch,
                LastSequence = producer.LastSequence,
                LastTimestamp = producer.LastTimestamp,
                CoordinatorEpoch = producer.CoordinatorEpoch,
                CurrentTxnStartOffset = producer.TransactionFirstOffset,
            });
        }

        return answer;
    }

    protected override DescribeProducersResponse? ErrorResponse(DescribeProducersRequest request, short version, ErrorCode error) => new()
    {
        Topics = request.Topics.ConvertAll(topic => new DescribeProducersResponse.TopicResponse
        {
            Name = topic.Name,
            Partitions = topic.PartitionIndexes.ConvertAll(index => new DescribeProducersResponse.PartitionResponse { PartitionIndex = index, ErrorCode = error }),
        }),
    };
}
