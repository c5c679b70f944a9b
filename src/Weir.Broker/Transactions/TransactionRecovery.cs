using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Transactions;

/// <summary>
/// Brings the transactions open in partitions and those the coordinator knows together, before the first request. On one node both are at hand,
/// so that adding a partition need not wait for the disk and no transaction is left hanging.
/// </summary>
internal sealed partial class TransactionRecovery(BrokerServices services, TransactionCoordinator transactions, MarkerWriter markers, GroupCoordinator groups)
{
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<TransactionRecovery>();

    /// <summary>What was decided or belongs to nobody is ended, durably, when this completes.</summary>
    /// <param name="states">Every transactional id, as the log tells.</param>
    public async ValueTask RunAsync(IReadOnlyCollection<TransactionMetadata> states)
    {
        var settled = new List<Task>(states.Count);
        var idsByProducer = new Dictionary<long, string>();
        foreach (TransactionMetadata state in states)
        {
            settled.Add(transactions.RestoreAsync(state));
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
                settled.Add(SettleAsync(partition, producer, idsByProducer.GetValueOrDefault(producer.ProducerId)));
            }
        }

        await Task.WhenAll(settled);

        if (states.Count > 0)
        {
            LogLoaded(_logger, states.Count, open);
        }
    }

    private async Task SettleAsync(Partition partition, ProducerDescription producer, string? transactionalId)
    {
        var named = new TopicPartition(partition.Topic.Name, partition.Index);
        if (transactionalId is not null && transactions.Adopt(transactionalId, named, producer.ProducerId, producer.Epoch))
        {
            return;
        }

        LogAborted(_logger, partition.Log.ToString(), producer.ProducerId, producer.Epoch);
        AppendOutcome outcome = markers.Append(partition, producer.ProducerId, producer.Epoch, new TransactionMarker(IsCommit: false, Math.Max(0, producer.CoordinatorEpoch)));
        ErrorCode error = outcome.Error == ErrorCode.None ? await partition.Log.FlushedAsync(outcome.NextOffset) : outcome.Error;
        if (error == ErrorCode.None && named.Topic == Topic.OffsetsTopicName)
        {
            groups.CompleteTransaction(named.Partition, producer.ProducerId, isCommit: false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Count} transactional ids; {Open} partitions hold open transactions")]
    private static partial void LogLoaded(ILogger logger, int count, int open);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partition} held an open transaction of producer {ProducerId}, epoch {Epoch}, that no transactional id knows; it was aborted")]
    private static partial void LogAborted(ILogger logger, string partition, long producerId, short epoch);
}
