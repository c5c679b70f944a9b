using System.Runtime.InteropServices;
using Weir.Broker.Groups;
using Weir.Broker.Transactions;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>Checks one produced batch by the rules of its topic and appends it.</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class PartitionAppender(TimeProvider time, TransactionCoordinator transactions)
{
    /// <summary>Acks value that waits for every in-sync replica, of which there is one.</summary>
    public const short AcksAll = -1;

    private const short FirstVersionThatAddsPartitions = 12;

    private static readonly IReadOnlyList<RecordError> NoRecordErrors = [];

    /// <summary>Appends the batch; it is in the page cache when this returns without an error.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="records">What the client sent. Written to: base offset, leader epoch and, if the topic says so, the time.</param>
    /// <param name="produceVersion">Version of the request; from 12 on writing to a partition adds it to the transaction (KIP-890).</param>
    /// <param name="transactionalId">The request's transactional id; null without one.</param>
    /// <param name="recordErrors">Records at fault (KIP-467).</param>
    public AppendOutcome Append(Partition partition, ReadOnlyMemory<byte> records, short produceVersion, string? transactionalId, out IReadOnlyList<RecordError> recordErrors)
    {
        recordErrors = NoRecordErrors;
        TopicConfig config = partition.Topic.Config;
        RecordBatchRules rules = RulesOf(config, produceVersion);
        RecordBatchValidation validation = RecordBatchValidator.Validate(records, rules, time.GetUtcNow().ToUnixTimeMilliseconds(), out RecordBatchHeader header);
        if (!validation.IsValid)
        {
            recordErrors = validation.RecordErrors;
            AppendOutcome refused = Refuse(validation.ErrorCode, validation.Message);
            return validation.IsBatch ? refused with { LogStartOffset = partition.Log.LogStartOffset } : refused;
        }

        if (header.IsTransactional && transactionalId is null)
        {
            return Refuse(ErrorCode.TransactionalIdAuthorizationFailed, "The batch belongs to a transaction, and the request names no transactional id.");
        }

        return header.IsTransactional
            ? AppendTransactional(partition, records, header, produceVersion, transactionalId!)
            : Append(partition, records, header, new AppendOptions { Origin = AppendOrigin.Client, LeaderEpoch = partition.LeaderEpoch });
    }

    private AppendOutcome AppendTransactional(Partition partition, ReadOnlyMemory<byte> records, RecordBatchHeader header, short produceVersion, string transactionalId)
    {
        // What the partition can tell by itself is refused before the coordinator hears of it.
        if (partition.Log.FindProducer(header.ProducerId) is { } known && header.ProducerEpoch < known.Epoch)
        {
            return Refuse(ErrorCode.InvalidProducerEpoch, $"The batch for {partition.Log} was refused: epoch {header.ProducerEpoch} of producer {header.ProducerId} is older than {known.Epoch}.");
        }

        bool addsImplicitly = produceVersion >= FirstVersionThatAddsPartitions;
        var options = new AppendOptions { Origin = AppendOrigin.Client, LeaderEpoch = partition.LeaderEpoch, NewProducersStartAtZero = addsImplicitly };
        AppendOutcome outcome = default;
        ErrorCode error = transactions.Write(
            transactionalId,
            header.ProducerId,
            header.ProducerEpoch,
            new TopicPartition(partition.Topic.Name, partition.Index),
            addsImplicitly,
            () => outcome = Append(partition, records, header, options));
        return error == ErrorCode.None
            ? outcome
            : Refuse(TransactionErrors.OfProduce(error, produceVersion), $"The batch for {partition.Log} was refused: {transactionalId} has no open transaction there ({error}).");
    }

    private static AppendOutcome Append(Partition partition, ReadOnlyMemory<byte> records, in RecordBatchHeader header, in AppendOptions options)
    {
        TopicConfig config = partition.Topic.Config;
        return config.Recompress && header.Compression != config.Compression
            ? AppendTranscoded(partition, records, config, options)
            : partition.Log.Append(MemoryMarshal.AsMemory(records), options);
    }

    private static AppendOutcome AppendTranscoded(Partition partition, ReadOnlyMemory<byte> records, TopicConfig config, in AppendOptions options)
    {
        using var transcoder = new RecordBatchTranscoder();
        try
        {
            return partition.Log.Append(transcoder.Transcode(records.Span, config.Compression, config.CompressionLevel), options);
        }
        catch (ProtocolException e)
        {
            return Refuse(ErrorCode.CorruptMessage, e.Message);
        }
    }

    private static RecordBatchRules RulesOf(TopicConfig config, short produceVersion) => new()
    {
        ProduceVersion = produceVersion,
        MaxBatchSize = config.Log.MaxMessageBytes,
        RequireKeys = config.IsCompacted,
        TimestampType = config.Log.MessageTimestampType,
        TimestampBeforeMaxMs = config.Log.MessageTimestampBeforeMaxMs,
        TimestampAfterMaxMs = config.Log.MessageTimestampAfterMaxMs,
    };

    private static AppendOutcome Refuse(ErrorCode error, string? message) =>
        new() { Error = error, ErrorMessage = message, BaseOffset = -1, NextOffset = -1, LogAppendTime = -1, LogStartOffset = -1 };
}
