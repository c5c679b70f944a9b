using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <content>Settings of topics, brokers, groups and client metrics; limits of clients; levels of features.</content>
internal sealed partial class MetadataController
{
    private int _clientMetricsVersion;

    /// <summary>Sets or, with null, removes settings of one resource; the values have been checked.</summary>
    public ApiError ChangeConfigs(ConfigResourceType type, string name, IReadOnlyDictionary<string, string?> changes)
    {
        lock (_lock)
        {
            var batch = new MetadataBatch();
            foreach ((string key, string? value) in changes)
            {
                batch.Add(new ConfigRecord { ResourceType = (sbyte)type, ResourceName = name, Name = key, Value = value });
            }

            ApiError error = changes.Count == 0 ? ApiError.None : Commit(batch);
            if (error.IsNone)
            {
                Apply(type, name);
            }

            return error;
        }
    }

    /// <summary>Rises with every change of a subscription to client metrics.</summary>
    public int ClientMetricsVersion => Volatile.Read(ref _clientMetricsVersion);

    /// <summary>Settings stored for a resource.</summary>
    public IReadOnlyDictionary<string, string> ConfigsOf(ConfigResourceType type, string name)
    {
        lock (_lock)
        {
            return _image.ConfigsOf(type, name);
        }
    }

    /// <summary>Names of all resources of a type that have settings of their own.</summary>
    public IReadOnlyList<string> ConfiguredResources(ConfigResourceType type)
    {
        lock (_lock)
        {
            return _image.ConfiguredResources(type);
        }
    }

    /// <summary>Limits of clients as they are now.</summary>
    public QuotaTable Quotas { get; } = new();

    /// <summary>Sets or, with null, removes limits of one entity; they have been checked.</summary>
    public ApiError ChangeQuotas(QuotaEntity entity, IReadOnlyList<(string Key, double? Value)> changes)
    {
        lock (_lock)
        {
            var batch = new MetadataBatch();
            foreach ((string key, double? value) in changes)
            {
                batch.Add(entity.ToRecord(key, value));
            }

            ApiError error = changes.Count == 0 ? ApiError.None : Commit(batch);
            if (error.IsNone)
            {
                Quotas.Replace(new(_image.Quotas));
            }

            return error;
        }
    }

    /// <summary>Finalized level of a feature; 0 when it is not in use.</summary>
    public short FeatureLevel(string name)
    {
        lock (_lock)
        {
            return _image.Features.TryGetValue(name, out short level) ? level : (short)0;
        }
    }

    /// <summary>Finalizes levels that have been checked; level 0 puts a feature out of use.</summary>
    public ApiError ChangeFeatures(IReadOnlyList<(string Name, short Level)> levels)
    {
        lock (_lock)
        {
            var batch = new MetadataBatch();
            foreach ((string name, short level) in levels)
            {
                if (FeatureLevel(name) != level)
                {
                    batch.Add(new FeatureLevelRecord { Name = name, FeatureLevel = level });
                }
            }

            return batch.Records.Count == 0 ? ApiError.None : Commit(batch);
        }
    }

    private void Apply(ConfigResourceType type, string name)
    {
        if (type == ConfigResourceType.Broker)
        {
            ReadBrokerConfig();
            foreach (Topic topic in topics.All)
            {
                Apply(topic);
            }
        }
        else if (type == ConfigResourceType.ClientMetrics)
        {
            Interlocked.Increment(ref _clientMetricsVersion);
        }
        else if (type == ConfigResourceType.Topic && topics.TryGet(name, out Topic? topic))
        {
            Apply(topic);
        }
    }

    private void ReadBrokerConfig()
    {
        config.Dynamic = _image.ConfigsOf(ConfigResourceType.Broker, BrokerResourceName);
        config.DynamicDefault = _image.ConfigsOf(ConfigResourceType.Broker, AllBrokersResourceName);
        logs.UpdateCleaner(config.Cleaner);
    }

    private void Apply(Topic topic)
    {
        topic.Replace(TopicConfig.Create(_image.ConfigsOf(ConfigResourceType.Topic, topic.Name), config));
        foreach (Partition partition in topic.Partitions)
        {
            partition.Log.UpdateConfig(topic.Config.Log);
        }
    }
}
