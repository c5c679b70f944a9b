using Weir.Broker.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// AddPartitionsToTxn, versions 0 to 5 (KIP-98, KIP-890). All partitions of a transaction are added, or none: then the known ones get
/// OPERATION_NOT_ATTEMPTED. Before v2 a fenced producer is told INVALID_PRODUCER_EPOCH. From v4 on several transactions at once, and verifying
/// without adding, as brokers ask each other.
/// </summary>
internal sealed class AddPartitionsToTxnHandler(BrokerServices services, TransactionCoordinator transactions)
    : ApiHandler<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(0, 5)
{
    private const short KnowsFenced = 2;
    private const short Batches = 4;

    protected override async ValueTask<AddPartitionsToTxnResponse?> HandleAsync(AddPartitionsToTxnRequest request, RequestContext context)
    {
        var response = new AddPartitionsToTxnResponse();
        if (context.ApiVersion < Batches)
        {
            var transaction = new AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction
            {
                TransactionalId = request.V3AndBelowTransactionalId,
                ProducerId = request.V3AndBelowProducerId,
                ProducerEpoch = request.V3AndBelowProducerEpoch,
                Topics = request.V3AndBelowTopics,
            };
            response.ResultsByTopicV3AndBelow = await HandleAsync(transaction, context.ApiVersion);
            return response;
        }

        foreach (AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction transaction in request.Transactions)
        {
            response.ResultsByTransaction.Add(new()
            {
                TransactionalId = transaction.TransactionalId,
                TopicResults = await HandleAsync(transaction, context.ApiVersion),
            });
        }

        return response;
    }

    private async ValueTask<List<AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult>> HandleAsync(
        AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction transaction, short version)
    {
        List<TopicPartition> partitions = [.. transaction.Topics.SelectMany(topic => topic.Partitions.Select(index => new TopicPartition(topic.Name, index)))];
        if (!partitions.TrueForAll(Exists))
        {
            return ToResults(transaction.Topics, partition => Exists(partition) ? ErrorCode.OperationNotAttempted : ErrorCode.UnknownTopicOrPartition);
        }

        if (transaction.TransactionalId.Length == 0)
        {
            return ToResults(transaction.Topics, _ => ErrorCode.InvalidRequest);
        }

        if (transaction.VerifyOnly)
        {
            return ToResults(transaction.Topics, partition => transactions.Verify(transaction.TransactionalId, transaction.ProducerId, transaction.ProducerEpoch, partition));
        }

        ErrorCode error = await transactions.AddPartitionsAsync(transaction.TransactionalId, transaction.ProducerId, transaction.ProducerEpoch, partitions);
        return ToResults(transaction.Topics, _ => TransactionErrors.Fenced(error, version, KnowsFenced));
    }

    private bool Exists(TopicPartition partition) => services.Topics.TryGetPartition(partition.Topic, partition.Partition, out _);

    protected override AddPartitionsToTxnResponse? ErrorResponse(AddPartitionsToTxnRequest request, short version, ErrorCode error) => version >= Batches
        ? new() { ErrorCode = error }
        : new() { ResultsByTopicV3AndBelow = ToResults(request.V3AndBelowTopics, _ => error) };

    private static List<AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult> ToResults(
        List<AddPartitionsToTxnRequest.AddPartitionsToTxnTopic> topics, Func<TopicPartition, ErrorCode> resultOf) => topics.ConvertAll(topic => new AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult
        {
            Name = topic.Name,
            ResultsByPartition = topic.Partitions.ConvertAll(index => new AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult
            {
                PartitionIndex = index,
                PartitionErrorCode = (short)resultOf(new TopicPartition(topic.Name, index)),
            }),
        });
}
