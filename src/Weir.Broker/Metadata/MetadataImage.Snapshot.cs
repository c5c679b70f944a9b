using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <content>The fewest records that say what the image holds, and what it holds for their sake alone.</content>
internal sealed partial class MetadataImage
{
    // Types that say nothing once they have been read: NoOp, and the ends of metadata transactions (KIP-868).
    private static readonly HashSet<short> PassingTypes =
        [NoOpRecord.TypeId, BeginTransactionRecord.TypeId, EndTransactionRecord.TypeId, AbortTransactionRecord.TypeId];

    // By broker: the latest registration, and what has changed in it since.
    private readonly SortedDictionary<int, List<byte[]>> _brokers = [];
    private readonly SortedDictionary<int, byte[]> _controllers = [];

    // Of types that this broker has no use for, in the order they came.
    private readonly List<byte[]> _others = [];

    /// <summary>Replayed into an empty image, the batch gives this one; in the order in which Kafka writes its images.</summary>
    public MetadataBatch ToRecords()
    {
        var batch = new MetadataBatch();
        foreach ((string name, short level) in _features.OrderBy(feature => feature.Key != MetadataController.MetadataVersionFeature).ThenBy(feature => feature.Key, StringComparer.Ordinal))
        {
            batch.Add(new FeatureLevelRecord { Name = name, FeatureLevel = level });
        }

        batch.AddFramed(_brokers.Values.SelectMany(records => records));
        batch.AddFramed(_controllers.Values);
        foreach (TopicImage topic in _topics.Values)
        {
            batch.Add(new TopicRecord { Name = topic.Name, TopicId = topic.Id });
            batch.AddFramed(topic.Partitions.Values.Select(partition => partition.Record));
        }

        foreach (((ConfigResourceType type, string resource), Dictionary<string, string> configs) in _configs)
        {
            foreach ((string name, string value) in configs)
            {
                batch.Add(new ConfigRecord { ResourceType = (sbyte)type, ResourceName = resource, Name = name, Value = value });
            }
        }

        foreach ((QuotaEntity entity, Dictionary<string, double> values) in _quotas)
        {
            foreach ((string key, double value) in values)
            {
                batch.Add(entity.ToRecord(key, value));
            }
        }

        if (NextProducerId > 0)
        {
            batch.Add(new ProducerIdsRecord { BrokerId = -1, NextProducerId = NextProducerId });
        }

        batch.AddFramed(_others);
        return batch;
    }

    private void Keep(RegisterBrokerRecord record, ReadOnlyMemory<byte> framed) => _brokers[record.BrokerId] = [framed.ToArray()];

    private void Keep(BrokerRegistrationChangeRecord record, ReadOnlyMemory<byte> framed)
    {
        if (_brokers.TryGetValue(record.BrokerId, out List<byte[]>? records))
        {
            records.Add(framed.ToArray());
        }
    }

    private void Keep(RegisterControllerRecord record, ReadOnlyMemory<byte> framed) => _controllers[record.ControllerId] = framed.ToArray();

    private void KeepOther(short typeId, ReadOnlyMemory<byte> framed)
    {
        if (!PassingTypes.Contains(typeId))
        {
            _others.Add(framed.ToArray());
        }
    }
}
