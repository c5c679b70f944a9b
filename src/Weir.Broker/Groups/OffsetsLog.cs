using Microsoft.Extensions.Logging;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Groups;

/// <summary>The topic <c>__consumer_offsets</c>: compacted, internal, made when the first group writes to it.</summary>
/// <remarks>Thread model: any thread; what it keeps is the <see cref="InternalTopic"/>, whose lock is taken inside a group's.</remarks>
internal sealed class OffsetsLog(BrokerServices services, CompletionQueue completions) : IOffsetsLog
{
    private readonly InternalTopic _topic = new(services, completions, () => Describe(services.Config), services.LoggerFactory.CreateLogger<OffsetsLog>());

    /// <summary>The partition that holds a group: the one Kafka would choose, <c>abs(hashCode(groupId)) % partitions</c>.</summary>
    public static int PartitionFor(string groupId, int partitions)
    {
        int hash = 0;
        foreach (char unit in groupId)
        {
            hash = unchecked((hash * 31) + unit);
        }

        return hash == int.MinValue ? 0 : Math.Abs(hash) % partitions;
    }

    public void Append(string groupId, GroupWrite write, Action<ErrorCode> done) => _topic.Append(
        groupId,
        (batch, now) =>
        {
            if (write.Producer is { } producer)
            {
                batch.ProducerId = producer.Id;
                batch.ProducerEpoch = producer.Epoch;
                batch.IsTransactional = true;
            }

            foreach (GroupRecord record in write.Records)
            {
                batch.Append(now, record.Key, record.Value);
            }
        },
        done);

    public bool IsStoredIn(string groupId, int partition) =>
        _topic.TryGet(out Topic? topic) && PartitionFor(groupId, topic.Partitions.Count) == partition;

    /// <summary>Where a group's records lie; the topic is made if need be.</summary>
    /// <returns>Null when it cannot be made.</returns>
    public TopicPartition? Locate(string groupId) =>
        _topic.TryGetPartition(groupId, out Partition? partition) ? new TopicPartition(partition.Topic.Name, partition.Index) : null;

    /// <summary>Feeds every stored record to <paramref name="reader"/>, partition by partition, oldest first.</summary>
    /// <exception cref="ProtocolException">The log cannot be read.</exception>
    public void Replay(GroupRecordReader reader)
    {
        if (!_topic.TryGet(out Topic? topic))
        {
            return;
        }

        foreach (Partition partition in topic.Partitions)
        {
            Replay(partition.Log, reader);
        }
    }

    /// <summary>Records of a transaction are held back until its marker says what becomes of them; without one they are pending.</summary>
    private static void Replay(PartitionLog log, GroupRecordReader reader)
    {
        var open = new Dictionary<long, List<GroupRecord>>();
        LogReplay.Run(log, (header, record) =>
        {
            if (header.IsControl)
            {
                if (TransactionMarker.TryRead(record, out TransactionMarker marker) && open.Remove(header.ProducerId, out List<GroupRecord>? ended) && marker.IsCommit)
                {
                    ended.ForEach(held => reader.Read(held.Key, held.Value));
                }
            }
            else if (header.IsTransactional && record.Key is { } heldKey)
            {
                Hold(open, header.ProducerId, new GroupRecord(heldKey.ToArray(), record.Value?.ToArray()));
            }
            else if (record.Key is { } key)
            {
                reader.Read(key, record.Value);
            }
        });
        foreach ((long producerId, List<GroupRecord> pending) in open)
        {
            pending.ForEach(held => reader.Read(held.Key, held.Value, producerId));
        }
    }

    private static void Hold(Dictionary<long, List<GroupRecord>> open, long producerId, GroupRecord record)
    {
        if (!open.TryGetValue(producerId, out List<GroupRecord>? records))
        {
            open.Add(producerId, records = []);
        }

        records.Add(record);
    }

    private static NewTopic Describe(BrokerConfig config) => new(Topic.OffsetsTopicName, config.GetInt("offsets.topic.num.partitions"), 1, new Dictionary<string, string?>
    {
        ["cleanup.policy"] = "compact",
        ["compression.type"] = "producer",
        ["segment.bytes"] = config.Get("offsets.topic.segment.bytes"),
    });
}
