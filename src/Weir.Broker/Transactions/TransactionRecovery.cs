using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol.Records;

namespace Weir.Broker.Transactions;

/// <summary>
/// Brings the transactions open in partitions and those the coordinator knows together, before the first request. On one node both are at hand,
/// so that adding a partition need not wait for the disk and no transaction is left hanging.
/// </summary>
internal sealed partial class TransactionRecovery(BrokerServices services, TransactionCoordinator transactions, MarkerWriter markers, GroupCoordinator groups)
{
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<TransactionRecovery>();

    /// <param name="states">Every transactional id, as the log tells.</param>
    public void Run(IReadOnlyCollection<TransactionMetadata> states)
    {
        var idsByProducer = new Dictionary<long, string>();
        foreach (TransactionMetadata state in states)
        {
            transactions.Restore(state);
            idsByProducer[state.ProducerId] = state.TransactionalId;
            if (state.NextProducerId >= 0)
            {
                idsByProducer[state.NextProducerId] = state.TransactionalId;
            }
        }

        int open = 0;
        foreach (Partition partition in services.Topics.All.SelectMany(topic => topic.Partitions))
        {
            foreach (ProducerDescription producer in partition.Log.Producers().Where(producer => producer.HasOpenTransaction))
            {
                open++;
                Settle(partition, producer, idsByProducer.GetValueOrDefault(producer.ProducerId));
            }
        }

        if (states.Count > 0)
        {
            LogLoaded(_logger, states.Count, open);
        }
    }

    private void Settle(Partition partition, ProducerDescription producer, string? transactionalId)
    {
        var named = new TopicPartition(partition.Topic.Name, partition.Index);
        if (transactionalId is not null && transactions.Adopt(transactionalId, named, producer.ProducerId, producer.Epoch))
        {
            return;
        }

        LogAborted(_logger, partition.Log.ToString(), producer.ProducerId, producer.Epoch);
        markers.Append(partition, producer.ProducerId, producer.Epoch, new TransactionMarker(IsCommit: false, Math.Max(0, producer.CoordinatorEpoch)));
        if (named.Topic == Topic.OffsetsTopicName)
        {
            groups.CompleteTransaction(named.Partition, producer.ProducerId, isCommit: false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Count} transactional ids; {Open} partitions hold open transactions")]
    private static partial void LogLoaded(ILogger logger, int count, int open);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partition} held an open transaction of producer {ProducerId}, epoch {Epoch}, that no transactional id knows; it was aborted")]
    private static partial void LogAborted(ILogger logger, string partition, long producerId, short epoch);
}
