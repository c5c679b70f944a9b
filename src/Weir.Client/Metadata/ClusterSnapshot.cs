using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Metadata;

/// <summary>The cluster as last heard of. Immutable; a new one replaces it.</summary>
internal sealed class ClusterSnapshot
{
    private readonly Dictionary<int, BrokerMetadata> _brokers;
    private readonly Dictionary<string, TopicMetadata> _topics;
    private readonly Dictionary<Guid, TopicMetadata> _topicsById;

    private ClusterSnapshot(
        string? clusterId, int controllerId, Dictionary<int, BrokerMetadata> brokers, Dictionary<string, TopicMetadata> topics, bool hasAllTopics)
    {
        HasAllTopics = hasAllTopics;
        ClusterId = clusterId;
        ControllerId = controllerId;
        _brokers = brokers;
        _topics = topics;
        _topicsById = [];
        foreach (TopicMetadata topic in topics.Values)
        {
            if (topic.TopicId != Guid.Empty)
            {
                _topicsById[topic.TopicId] = topic;
            }
        }
    }

    public static ClusterSnapshot Empty { get; } = new(null, -1, [], [], false);

    public string? ClusterId { get; }

    public int ControllerId { get; }

    /// <summary>A topic that is not here does not exist, or may not be seen.</summary>
    public bool HasAllTopics { get; }

    public IReadOnlyCollection<BrokerMetadata> Brokers => _brokers.Values;

    public IReadOnlyCollection<TopicMetadata> Topics => _topics.Values;

    public BrokerMetadata? Broker(int id) => _brokers.GetValueOrDefault(id);

    public TopicMetadata? Topic(string name) => _topics.GetValueOrDefault(name);

    public TopicMetadata? Topic(Guid id) => _topicsById.GetValueOrDefault(id);

    public PartitionMetadata? Partition(TopicPartition partition) => Topic(partition.Topic)?.Partition(partition.Partition);

    public PartitionMetadata? Partition(string topic, int partition) => Partition(new TopicPartition(topic, partition));

    /// <summary>What is known when a response arrives. An older leader epoch never replaces a newer one of the same topic (KIP-320).</summary>
    /// <param name="response">The brokers' answer.</param>
    /// <param name="asked">Topics the answer speaks about; null when about all. The others stay as they were.</param>
    public ClusterSnapshot Merge(MetadataResponse response, IReadOnlyCollection<string>? asked)
    {
        var brokers = new Dictionary<int, BrokerMetadata>();
        foreach (MetadataResponse.MetadataResponseBroker broker in response.Brokers)
        {
            brokers[broker.NodeId] = new BrokerMetadata(broker.NodeId, new BrokerAddress(broker.Host, broker.Port), broker.Rack);
        }

        Dictionary<string, TopicMetadata> topics = asked is null ? [] : new(_topics);
        foreach (string name in asked ?? [])
        {
            topics.Remove(name);
        }

        foreach (MetadataResponse.MetadataResponseTopic topic in response.Topics)
        {
            if (topic.Name is { } name)
            {
                topics[name] = ToTopic(name, topic);
            }
        }

        return new ClusterSnapshot(response.ClusterId, response.ControllerId, brokers, topics, asked is null);
    }

    /// <summary>The topics as they were last seen, of a cluster whose brokers have to be found anew.</summary>
    public ClusterSnapshot WithoutBrokers() => new(ClusterId, -1, [], _topics, HasAllTopics);

    private TopicMetadata ToTopic(string name, MetadataResponse.MetadataResponseTopic topic)
    {
        TopicMetadata? known = Topic(name);
        bool same = known is not null && known.TopicId == topic.TopicId;
        var partitions = new List<PartitionMetadata>(topic.Partitions.Count);
        foreach (MetadataResponse.MetadataResponsePartition partition in topic.Partitions.OrderBy(static p => p.PartitionIndex))
        {
            if (partition.PartitionIndex != partitions.Count)
            {
                break; // A gap: what lies behind it cannot be addressed safely.
            }

            PartitionMetadata? before = same && partitions.Count < known!.Partitions.Count ? known.Partitions[partitions.Count] : null;
            bool isOlder = before is not null && partition.LeaderEpoch >= 0 && partition.LeaderEpoch < before.LeaderEpoch;
            partitions.Add(isOlder ? before! : ToPartition(partition));
        }

        return new TopicMetadata(name, topic.TopicId, topic.IsInternal, topic.ErrorCode, partitions);
    }

    private static PartitionMetadata ToPartition(MetadataResponse.MetadataResponsePartition partition) => new(
        partition.PartitionIndex,
        partition.ErrorCode is ErrorCode.None or ErrorCode.ReplicaNotAvailable ? partition.LeaderId : -1,
        partition.LeaderEpoch,
        partition.ReplicaNodes,
        partition.IsrNodes,
        partition.OfflineReplicas,
        partition.ErrorCode);
}
