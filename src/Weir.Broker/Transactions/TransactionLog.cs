using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Transactions;

/// <summary>The topic <c>__transaction_state</c>: compacted, internal, made when the first producer asks for a transactional id.</summary>
/// <remarks>
/// Thread model: any thread appends; the topic is made under a lock of its own, taken inside a transaction's lock and outside the
/// metadata controller's. Completions of waited-for writes run where <see cref="CompletionQueue"/> runs them.
/// </remarks>
internal sealed partial class TransactionLog(BrokerServices services, CompletionQueue completions) : ITransactionLog
{
    public const string TopicName = "__transaction_state";

    private readonly Lock _creation = new();
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<TransactionLog>();

    public void Append(string transactionalId, TransactionMetadata? metadata, Action<ErrorCode>? done)
    {
        if (!TryGetPartition(transactionalId, out Partition? partition))
        {
            done?.Invoke(ErrorCode.KafkaStorageError);
            return;
        }

        using var builder = new RecordBatchBuilder();
        builder.Append(
            services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            TransactionRecords.Key(transactionalId),
            metadata is null ? NullableBytes.Null : TransactionRecords.Value(metadata));
        AppendOutcome outcome = partition.Log.Append(builder.Build(), new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = partition.LeaderEpoch });
        if (outcome.Error != ErrorCode.None || partition.Log.IsFlushed(outcome.NextOffset))
        {
            done?.Invoke(outcome.Error);
        }
        else if (done is not null)
        {
            partition.Log.WhenFlushed(outcome.NextOffset, new OffsetsWait(done, completions));
        }
    }

    /// <summary>The latest state of every transactional id.</summary>
    /// <exception cref="ProtocolException">The log cannot be read.</exception>
    public IReadOnlyCollection<TransactionMetadata> Replay()
    {
        var states = new Dictionary<string, TransactionMetadata>(StringComparer.Ordinal);
        if (!services.Topics.TryGet(TopicName, out Topic? topic))
        {
            return [];
        }

        foreach (Partition partition in topic.Partitions)
        {
            LogReplay.Run(partition.Log, (header, record) =>
            {
                if (!header.IsControl && record.Key is { } key && TransactionRecords.ReadKey(key) is { } id)
                {
                    Apply(states, id, record.Value);
                }
            });
        }

        return states.Values;
    }

    private static void Apply(Dictionary<string, TransactionMetadata> states, string id, ReadOnlyMemory<byte>? value)
    {
        if (value is { } bytes)
        {
            states[id] = TransactionRecords.ReadValue(id, bytes);
        }
        else
        {
            states.Remove(id);
        }
    }

    private bool TryGetPartition(string transactionalId, [NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return (services.Topics.TryGet(TopicName, out Topic? topic) || TryCreate(out topic))
            && topic.TryGetPartition(OffsetsLog.PartitionFor(transactionalId, topic.Partitions.Count), out partition);
    }

    private bool TryCreate([NotNullWhen(true)] out Topic? topic)
    {
        lock (_creation)
        {
            if (services.Topics.TryGet(TopicName, out topic))
            {
                return true;
            }

            var wanted = new NewTopic(TopicName, services.Config.GetInt("transaction.state.log.num.partitions"), 1, new Dictionary<string, string?>
            {
                ["cleanup.policy"] = "compact",
                ["compression.type"] = "uncompressed",
                ["segment.bytes"] = services.Config.Get("transaction.state.log.segment.bytes"),
            });
            ApiError error = services.TopicAdmin.Create(wanted, validateOnly: false, out topic);
            if (topic is null)
            {
                LogNotCreated(_logger, TopicName, error.Code, error.Message);
            }

            return topic is not null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic} cannot be created, so no transaction can be stored: {Error} {Reason}")]
    private static partial void LogNotCreated(ILogger logger, string topic, ErrorCode error, string? reason);
}
