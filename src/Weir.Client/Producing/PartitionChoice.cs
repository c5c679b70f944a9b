using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>Decides which partition a record goes to, in the order of the Java client: the record's own, the custom partitioner's, the key's, the sticky one.</summary>
internal static class PartitionChoice
{
    /// <param name="isSticky">The sticky partition was taken; its bytes have to be counted.</param>
    /// <exception cref="KafkaException">The partition does not exist.</exception>
    public static int Choose(TopicQueues topic, int? own, in SerializedRecord record, ProducerOptions options, out bool isSticky)
    {
        int count = topic.Queues.Length;
        isSticky = false;
        if (own is { } partition)
        {
            return Checked(topic, partition, count);
        }

        if (options.Partitioner is { } partitioner)
        {
            int chosen = partitioner.Partition(topic.Metadata.Name, record.Key.Span, !record.Key.IsNull, count);
            if (chosen >= 0)
            {
                return Checked(topic, chosen, count);
            }
        }
        else if (!record.Key.IsNull && !options.PartitionerIgnoreKeys)
        {
            return Murmur2.PartitionOf(record.Key.Span, count);
        }

        isSticky = true;
        return topic.Sticky.Current(topic.Metadata);
    }

    private static int Checked(TopicQueues topic, int partition, int count) => (uint)partition < (uint)count
        ? partition
        : throw new KafkaException(
            ErrorCode.UnknownTopicOrPartition,
            $"Partition {partition} was asked for, but topic '{topic.Metadata.Name}' has partitions 0 to {count - 1}.");
}
