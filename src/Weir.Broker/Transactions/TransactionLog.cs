using Microsoft.Extensions.Logging;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Transactions;

/// <summary>The topic <c>__transaction_state</c>: compacted, internal, made when the first producer asks for a transactional id.</summary>
/// <remarks>Thread model: any thread; what it keeps is the <see cref="InternalTopic"/>, whose lock is taken inside a transaction's.</remarks>
internal sealed class TransactionLog(BrokerServices services, CompletionQueue completions) : ITransactionLog
{
    public const string TopicName = "__transaction_state";

    private readonly InternalTopic _topic = new(services, completions, () => Describe(services.Config), services.LoggerFactory.CreateLogger<TransactionLog>());

    public void Append(string transactionalId, TransactionMetadata? metadata, Action<ErrorCode>? done) => _topic.Append(
        transactionalId,
        (batch, now) => batch.Append(now, TransactionRecords.Key(transactionalId), metadata is null ? NullableBytes.Null : TransactionRecords.Value(metadata)),
        done);

    /// <summary>The latest state of every transactional id.</summary>
    /// <exception cref="ProtocolException">The log cannot be read.</exception>
    public IReadOnlyCollection<TransactionMetadata> Replay()
    {
        var states = new Dictionary<string, TransactionMetadata>(StringComparer.Ordinal);
        if (!_topic.TryGet(out Topic? topic))
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

    private static NewTopic Describe(BrokerConfig config) => new(TopicName, config.GetInt("transaction.state.log.num.partitions"), 1, new Dictionary<string, string?>
    {
        ["cleanup.policy"] = "compact",
        ["compression.type"] = "uncompressed",
        ["segment.bytes"] = config.Get("transaction.state.log.segment.bytes"),
    });
}
