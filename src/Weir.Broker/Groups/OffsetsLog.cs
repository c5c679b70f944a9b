using Microsoft.Extensions.Logging;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker.Groups;

/// <summary>The topic <c>__consumer_offsets</c>: compacted, internal, made when the first group writes to it.</summary>
/// <remarks>
/// Thread model: any thread appends; the topic is made under a lock of its own, which is taken inside a group's lock and outside the
/// metadata controller's. Completions of waited-for writes run where <see cref="CompletionQueue"/> runs them.
/// </remarks>
internal sealed partial class OffsetsLog(BrokerServices services, CompletionQueue completions) : IOffsetsLog
{
    private readonly Lock _creation = new();
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<OffsetsLog>();

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

    public void Append(string groupId, GroupWrite write, Action<ErrorCode> done)
    {
        if (!TryGetPartition(groupId, out Partition? partition))
        {
            done(ErrorCode.KafkaStorageError);
            return;
        }

        AppendOutcome outcome = Append(partition, write);
        if (outcome.Error != ErrorCode.None || partition.Log.IsFlushed(outcome.NextOffset))
        {
            done(outcome.Error);
        }
        else
        {
            partition.Log.WhenFlushed(outcome.NextOffset, new OffsetsWait(done, completions));
        }
    }

    public bool IsStoredIn(string groupId, int partition) =>
        services.Topics.TryGet(Topic.OffsetsTopicName, out Topic? topic) && PartitionFor(groupId, topic.Partitions.Count) == partition;

    /// <summary>Where a group's records lie; the topic is made if need be.</summary>
    /// <returns>Null when it cannot be made.</returns>
    public TopicPartition? Locate(string groupId) =>
        TryGetPartition(groupId, out Partition? partition) ? new TopicPartition(partition.Topic.Name, partition.Index) : null;

    /// <summary>Feeds every stored record to <paramref name="reader"/>, partition by partition, oldest first.</summary>
    /// <exception cref="ProtocolException">The log cannot be read.</exception>
    public void Replay(GroupRecordReader reader)
    {
        if (!services.Topics.TryGet(Topic.OffsetsTopicName, out Topic? topic))
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

    private AppendOutcome Append(Partition partition, GroupWrite write)
    {
        long now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        using var builder = new RecordBatchBuilder();
        if (write.Producer is { } producer)
        {
            builder.ProducerId = producer.Id;
            builder.ProducerEpoch = producer.Epoch;
            builder.IsTransactional = true;
        }

        foreach (GroupRecord record in write.Records)
        {
            builder.Append(now, record.Key, record.Value);
        }

        return partition.Log.Append(builder.Build(), new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = partition.LeaderEpoch });
    }

    private bool TryGetPartition(string groupId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return (services.Topics.TryGet(Topic.OffsetsTopicName, out Topic? topic) || TryCreate(out topic))
            && topic.TryGetPartition(PartitionFor(groupId, topic.Partitions.Count), out partition);
    }

    private bool TryCreate([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Topic? topic)
    {
        lock (_creation)
        {
            if (services.Topics.TryGet(Topic.OffsetsTopicName, out topic))
            {
                return true;
            }

            var wanted = new NewTopic(Topic.OffsetsTopicName, services.Config.GetInt("offsets.topic.num.partitions"), 1, new Dictionary<string, string?>
            {
                ["cleanup.policy"] = "compact",
                ["compression.type"] = "producer",
                ["segment.bytes"] = services.Config.Get("offsets.topic.segment.bytes"),
            });
            ApiError error = services.TopicAdmin.Create(wanted, validateOnly: false, out topic);
            if (topic is null)
            {
                LogNotCreated(_logger, Topic.OffsetsTopicName, error.Code, error.Message);
            }

            return topic is not null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic} cannot be created, so no group can be stored: {Error} {Reason}")]
    private static partial void LogNotCreated(ILogger logger, string topic, ErrorCode error, string? reason);
}
