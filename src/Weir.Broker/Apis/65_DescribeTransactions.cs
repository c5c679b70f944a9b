using Weir.Broker.Groups;
using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DescribeTransactions, version 0 (KIP-664): the state of transactional ids; TRANSACTIONAL_ID_NOT_FOUND for an unknown one.</summary>
internal sealed class DescribeTransactionsHandler(TransactionCoordinator transactions)
    : ApiHandler<DescribeTransactionsRequest, DescribeTransactionsResponse>(0, 0)
{
    protected override ValueTask<DescribeTransactionsResponse?> HandleAsync(DescribeTransactionsRequest request, RequestContext context) =>
        new(new DescribeTransactionsResponse { TransactionStates = request.TransactionalIds.ConvertAll(Describe) });

    private DescribeTransactionsResponse.TransactionStateData Describe(string transactionalId)
    {
        if (transactions.Describe(transactionalId) is not { } metadata)
        {
            return new() { TransactionalId = transactionalId, ErrorCode = transactionalId.Length == 0 ? ErrorCode.InvalidRequest : ErrorCode.TransactionalIdNotFound };
        }

        var described = new DescribeTransactionsResponse.TransactionStateData
        {
            TransactionalId = transactionalId,
            TransactionState = metadata.State.ToString(),
            TransactionTimeoutMs = metadata.TimeoutMs,
            TransactionStartTimeMs = metadata.StartMs,
            ProducerId = metadata.ProducerId,
            ProducerEpoch = metadata.Epoch,
        };
        foreach (IGrouping<string, TopicPartition> topic in metadata.Partitions.GroupBy(partition => partition.Topic))
        {
            described.Topics.Add(new() { Topic = topic.Key, Partitions = [.. topic.Select(partition => partition.Partition).Order()] });
        }

        return described;
    }

    protected override DescribeTransactionsResponse? ErrorResponse(DescribeTransactionsRequest request, short version, ErrorCode error) => new()
    {
        TransactionStates = request.TransactionalIds.ConvertAll(id => new DescribeTransactionsResponse.TransactionStateData { TransactionalId = id, ErrorCode = error }),
    };
}
