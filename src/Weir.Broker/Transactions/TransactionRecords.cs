using System.Collections.Immutable;
using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Transactions;

/// <summary>Records of <c>__transaction_state</c> as Apache Kafka 4.3 writes them: key version 0, value version 1 (KIP-890).</summary>
internal static class TransactionRecords
{
    private const short KeyVersion = 0;
    private const short ValueVersion = 1;

    public static byte[] Key(string transactionalId) => VersionedStructure.Encode(new TransactionLogKey { TransactionalId = transactionalId }, KeyVersion);

    public static byte[] Value(TransactionMetadata metadata)
    {
        var value = new TransactionLogValue
        {
            ProducerId = metadata.ProducerId,
            PreviousProducerId = metadata.PreviousProducerId,
            NextProducerId = metadata.NextProducerId,
            ProducerEpoch = metadata.Epoch,
            TransactionTimeoutMs = metadata.TimeoutMs,
            TransactionStatus = (sbyte)metadata.State,
            TransactionPartitions = metadata.State == TransactionState.Empty ? null : [],
            TransactionLastUpdateTimestampMs = metadata.LastUpdateMs,
            TransactionStartTimestampMs = metadata.StartMs,
            ClientTransactionVersion = metadata.ClientVersion,
        };
        foreach (IGrouping<string, TopicPartition> topic in metadata.Partitions.GroupBy(partition => partition.Topic))
        {
            value.TransactionPartitions?.Add(new() { Topic = topic.Key, PartitionIds = [.. topic.Select(partition => partition.Partition).Order()] });
        }

        return VersionedStructure.Encode(value, ValueVersion);
    }

    /// <returns>Null for a key of a kind this broker does not know.</returns>
    /// <exception cref="ProtocolException">The key is malformed.</exception>
    public static string? ReadKey(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        short version = reader.ReadInt16();
        if (version != KeyVersion)
        {
            return null;
        }

        var key = new TransactionLogKey();
        key.Read(ref reader, version);
        return key.TransactionalId;
    }

    /// <exception cref="ProtocolException">The value is malformed, or was written by a later release.</exception>
    public static TransactionMetadata ReadValue(string transactionalId, ReadOnlyMemory<byte> bytes)
    {
        var reader = new ProtocolReader(bytes);
        short version = reader.ReadInt16();
        if (version < TransactionLogValue.LowestVersion || version > TransactionLogValue.HighestVersion)
        {
            throw new ProtocolException($"The state of transactional id '{transactionalId}' has version {version}; it was written by a later release.");
        }

        var value = new TransactionLogValue();
        value.Read(ref reader, version);
        if (!Enum.IsDefined((TransactionState)value.TransactionStatus))
        {
            throw new ProtocolException($"The state {value.TransactionStatus} of transactional id '{transactionalId}' is not known.");
        }

        return new TransactionMetadata
        {
            TransactionalId = transactionalId,
            ProducerId = value.ProducerId,
            PreviousProducerId = value.PreviousProducerId,
            NextProducerId = value.NextProducerId,
            Epoch = value.ProducerEpoch,
            TimeoutMs = value.TransactionTimeoutMs,
            State = (TransactionState)value.TransactionStatus,
            Partitions = (value.TransactionPartitions ?? [])
                .SelectMany(topic => topic.PartitionIds.Select(index => new TopicPartition(topic.Topic, index))).ToImmutableHashSet(),
            StartMs = value.TransactionStartTimestampMs,
            LastUpdateMs = value.TransactionLastUpdateTimestampMs,
            ClientVersion = value.ClientTransactionVersion,
        };
    }
}
