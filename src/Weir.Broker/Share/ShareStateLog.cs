using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>
/// The topic <c>__share_group_state</c>: internal, never compacted, as updates build on each other; instead what lies before the snapshots of all share
/// partitions is cut off. Made when the first share partition is stored.
/// </summary>
/// <remarks>Thread model: any thread appends, inside the lock of a share partition; the table of snapshots has a lock of its own, which is a leaf.</remarks>
internal sealed class ShareStateLog(BrokerServices services, CompletionQueue completions)
{
    public const string TopicName = "__share_group_state";

    private readonly InternalTopic _topic = new(services, completions, () => Describe(services.Config), services.LoggerFactory.CreateLogger<ShareStateLog>());
    private readonly Lock _lock = new();

    // Where the latest snapshot of each share partition lies.
    private readonly Dictionary<SharePartitionKey, long> _snapshots = [];

    /// <summary>Appends without waiting for the disk; <paramref name="done"/> is called exactly once, perhaps before this returns.</summary>
    public void Append(SharePartitionKey key, GroupWrite write, Action<ErrorCode> done)
    {
        AppendOutcome outcome = _topic.Append(
            key.CoordinatorKey,
            (batch, now) =>
            {
                foreach (GroupRecord record in write.Records)
                {
                    batch.Append(now, record.Key, record.Value);
                }
            },
            done);
        if (outcome.Error == ErrorCode.None && write.Records.Any(ShareStateRecords.IsSnapshot))
        {
            Note(key, write.Records[^1].Value is null ? null : outcome.BaseOffset);
        }
    }

    /// <summary>Feeds every stored record to <paramref name="reader"/>, partition by partition, oldest first.</summary>
    /// <exception cref="ProtocolException">The log cannot be read.</exception>
    public void Replay(ShareStateReader reader)
    {
        if (!_topic.TryGet(out Topic? topic))
        {
            return;
        }

        foreach (Partition partition in topic.Partitions)
        {
            LogReplay.Run(partition.Log, (header, record) =>
            {
                if (!header.IsControl && record.Key is { } key && reader.Read(key, record.Value) is { } snapshotOf)
                {
                    Note(snapshotOf, record.Value is null ? null : record.Offset);
                }
            });
        }
    }

    /// <summary>How many records the log has taken since the share partition's latest snapshot.</summary>
    public long RecordsSinceSnapshot(SharePartitionKey key)
    {
        lock (_lock)
        {
            return _snapshots.TryGetValue(key, out long offset) && _topic.TryGetPartition(key.CoordinatorKey, out Partition? partition)
                ? partition.Log.LogEndOffset - offset
                : 0;
        }
    }

    /// <summary>Cuts off what lies before every snapshot.</summary>
    public void Prune()
    {
        if (!_topic.TryGet(out Topic? topic))
        {
            return;
        }

        var needed = new Dictionary<Partition, long>();
        foreach (Partition partition in topic.Partitions)
        {
            needed[partition] = partition.Log.HighWatermark;
        }

        lock (_lock)
        {
            foreach ((SharePartitionKey key, long offset) in _snapshots)
            {
                if (_topic.TryGetPartition(key.CoordinatorKey, out Partition? partition) && offset < needed[partition])
                {
                    needed[partition] = offset;
                }
            }
        }

        foreach ((Partition partition, long offset) in needed.Where(pair => pair.Value > pair.Key.Log.LogStartOffset))
        {
            partition.Log.AdvanceLogStart(offset);
        }
    }

    private void Note(SharePartitionKey key, long? snapshot)
    {
        lock (_lock)
        {
            if (snapshot is { } offset)
            {
                _snapshots[key] = offset;
            }
            else
            {
                _snapshots.Remove(key);
            }
        }
    }

    private static NewTopic Describe(BrokerConfig config) => new(TopicName, config.GetInt("share.coordinator.state.topic.num.partitions"), 1, new Dictionary<string, string?>
    {
        ["cleanup.policy"] = "delete",
        ["compression.type"] = "uncompressed",
        ["retention.ms"] = "-1",
        ["segment.bytes"] = config.Get("share.coordinator.state.topic.segment.bytes"),
    });
}
