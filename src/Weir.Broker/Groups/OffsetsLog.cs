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
    private const int ReadBytes = 1024 * 1024;

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

    public void Append(string groupId, IReadOnlyList<GroupRecord> records, Action<ErrorCode> done)
    {
        if (!TryGetPartition(groupId, out Partition? partition))
        {
            done(ErrorCode.KafkaStorageError);
            return;
        }

        AppendOutcome outcome = Append(partition, records);
        if (outcome.Error != ErrorCode.None || partition.Log.IsFlushed(outcome.NextOffset))
        {
            done(outcome.Error);
        }
        else
        {
            partition.Log.WhenFlushed(outcome.NextOffset, new OffsetsWait(done, completions));
        }
    }

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

    private static long Replay(RecordBatchReader batches, ReadOnlyMemory<byte> bytes, GroupRecordReader reader)
    {
        long next = -1;
        while (RecordBatch.TryMeasure(bytes.Span, out int size) && size <= bytes.Length)
        {
            batches.Open(bytes[..size]);
            next = batches.Header.NextOffset;
            while (!batches.Header.IsControl && batches.TryRead(out Record record))
            {
                if (record.Key is { } key)
                {
                    reader.Read(key, record.Value);
                }
            }

            bytes = bytes[size..];
        }

        return next;
    }

    private static void Replay(PartitionLog log, GroupRecordReader reader)
    {
        using var batches = new RecordBatchReader();
        byte[] buffer = [];
        for (long offset = log.LogStartOffset; offset < log.LogEndOffset;)
        {
            using LogSlice slice = log.Read(offset, log.LogEndOffset, ReadBytes, atLeastOneBatch: true);
            if (buffer.Length < slice.Length)
            {
                buffer = new byte[slice.Length];
            }

            int length = slice.CopyTo(buffer);
            long next = Replay(batches, buffer.AsMemory(0, length), reader);
            offset = next > offset ? next : throw new ProtocolException($"{log} cannot be read at offset {offset}: {slice.Error}.");
        }
    }

    private AppendOutcome Append(Partition partition, IReadOnlyList<GroupRecord> records)
    {
        long now = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        using var builder = new RecordBatchBuilder();
        foreach (GroupRecord record in records)
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
