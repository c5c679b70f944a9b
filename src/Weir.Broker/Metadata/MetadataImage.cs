using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <summary>What the cluster metadata log says once it has been replayed: topics, settings, features, producer ids.</summary>
/// <remarks>Thread model: filled by one thread at start; afterwards the <see cref="MetadataController"/> alone uses it, under its lock.</remarks>
internal sealed partial class MetadataImage
{
    private readonly Dictionary<Guid, TopicImage> _topics = [];
    private readonly Dictionary<(ConfigResourceType Type, string Name), Dictionary<string, string>> _configs = [];
    private readonly Dictionary<QuotaEntity, Dictionary<string, double>> _quotas = [];
    private readonly Dictionary<string, short> _features = new(StringComparer.Ordinal);

    public IReadOnlyCollection<TopicImage> Topics => _topics.Values;

    /// <summary>Finalized feature levels.</summary>
    public IReadOnlyDictionary<string, short> Features => _features;

    /// <summary>First producer id that no block has been given out for.</summary>
    public long NextProducerId { get; private set; }

    /// <summary>Limits of clients. The inner dictionaries are replaced, never changed.</summary>
    public IReadOnlyDictionary<QuotaEntity, Dictionary<string, double>> Quotas => _quotas;

    /// <summary>Settings of one resource; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> ConfigsOf(ConfigResourceType type, string name) =>
        _configs.TryGetValue((type, name), out Dictionary<string, string>? configs) ? configs : EmptyConfigs;

    /// <summary>Names of all resources of a type that have settings of their own.</summary>
    public IReadOnlyList<string> ConfiguredResources(ConfigResourceType type) =>
        [.. _configs.Where(pair => pair.Key.Type == type && pair.Value.Count > 0).Select(pair => pair.Key.Name)];

    private static Dictionary<string, string> EmptyConfigs { get; } = [];

    /// <summary>Applies one record of the log. Types this broker has no use for are only kept for the next snapshot: whoever gives a type its case here writes it in <see cref="ToRecords"/>.</summary>
    /// <exception cref="ProtocolException">The record is malformed, or of a version this broker does not know.</exception>
    public void Replay(ReadOnlyMemory<byte> value)
    {
        var reader = new ProtocolReader(value);
        (short typeId, short version) = MetadataRecordFrame.ReadHead(ref reader);
        switch (typeId)
        {
            case TopicRecord.TypeId:
                Apply(Read<TopicRecord>(ref reader, version));
                break;
            case PartitionRecord.TypeId:
                Apply(Read<PartitionRecord>(ref reader, version), value);
                break;
            case PartitionChangeRecord.TypeId:
                Apply(Read<PartitionChangeRecord>(ref reader, version), version);
                break;
            case RemoveTopicRecord.TypeId:
                Apply(Read<RemoveTopicRecord>(ref reader, version));
                break;
            case ConfigRecord.TypeId:
                Apply(Read<ConfigRecord>(ref reader, version));
                break;
            case FeatureLevelRecord.TypeId:
                Apply(Read<FeatureLevelRecord>(ref reader, version));
                break;
            case ClientQuotaRecord.TypeId:
                Apply(Read<ClientQuotaRecord>(ref reader, version));
                break;
            case ProducerIdsRecord.TypeId:
                NextProducerId = Read<ProducerIdsRecord>(ref reader, version).NextProducerId;
                break;
            case RegisterBrokerRecord.TypeId:
                Keep(Read<RegisterBrokerRecord>(ref reader, version), value);
                break;
            case BrokerRegistrationChangeRecord.TypeId:
                Keep(Read<BrokerRegistrationChangeRecord>(ref reader, version), value);
                break;
            case UnregisterBrokerRecord.TypeId:
                _brokers.Remove(Read<UnregisterBrokerRecord>(ref reader, version).BrokerId);
                break;
            case RegisterControllerRecord.TypeId:
                Keep(Read<RegisterControllerRecord>(ref reader, version), value);
                break;
            default:
                KeepOther(typeId, value);
                break;
        }
    }

    private static TRecord Read<TRecord>(ref ProtocolReader reader, short version)
        where TRecord : IVersionedStructure, new()
    {
        if (version < TRecord.LowestVersion || version > TRecord.HighestVersion)
        {
            throw new ProtocolException($"{typeof(TRecord).Name} v{version} in the metadata log is not known; it was written by a newer version.");
        }

        var record = new TRecord();
        record.Read(ref reader, version);
        return record;
    }

    private void Apply(TopicRecord record) => _topics[record.TopicId] = new TopicImage(record.Name, record.TopicId);

    private void Apply(PartitionRecord record, ReadOnlyMemory<byte> framed)
    {
        if (_topics.TryGetValue(record.TopicId, out TopicImage? topic))
        {
            topic.Partitions[record.PartitionId] = new PartitionImage(record.LeaderEpoch, framed.ToArray());
        }
    }

    private void Apply(PartitionChangeRecord record, short version)
    {
        if (_topics.TryGetValue(record.TopicId, out TopicImage? topic) && topic.Partitions.TryGetValue(record.PartitionId, out PartitionImage partition))
        {
            topic.Partitions[record.PartitionId] = partition.With(record, version);
        }
    }

    private void Apply(RemoveTopicRecord record)
    {
        if (_topics.Remove(record.TopicId, out TopicImage? topic))
        {
            _configs.Remove((ConfigResourceType.Topic, topic.Name));
        }
    }

    private void Apply(ConfigRecord record)
    {
        (ConfigResourceType, string) resource = ((ConfigResourceType)record.ResourceType, record.ResourceName);
        if (!_configs.TryGetValue(resource, out Dictionary<string, string>? configs))
        {
            configs = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        // Readers may hold the old set: replace it instead of changing it.
        configs = new Dictionary<string, string>(configs, StringComparer.Ordinal);
        if (record.Value is null)
        {
            configs.Remove(record.Name);
        }
        else
        {
            configs[record.Name] = record.Value;
        }

        _configs[resource] = configs;
    }

    private void Apply(ClientQuotaRecord record)
    {
        if (QuotaEntity.TryCreate(record.Entity.Select(part => (part.EntityType, part.EntityName)), out QuotaEntity entity) is { } problem)
        {
            throw new ProtocolException($"A quota in the metadata log cannot be read: {problem}.");
        }

        Dictionary<string, double> values = _quotas.TryGetValue(entity, out Dictionary<string, double>? before) ? new(before, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        if (record.Remove)
        {
            values.Remove(record.Key);
        }
        else
        {
            values[record.Key] = record.Value;
        }

        _quotas[entity] = values;
        if (values.Count == 0)
        {
            _quotas.Remove(entity);
        }
    }

    // Level 0 is kept: a feature that was put out of use is not one that this directory has not heard of.
    private void Apply(FeatureLevelRecord record) => _features[record.Name] = record.FeatureLevel;
}
