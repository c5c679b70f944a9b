using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <summary>The only writer of cluster metadata: writes records to the metadata log, then does what they say.</summary>
/// <remarks>
/// Thread model: any thread; one lock, held while records are appended and partitions are opened, never while
/// waiting for the disk. A change is visible at once and durable when <see cref="FlushedAsync"/> says so: answer after that.
/// A snapshot is written under a lock of its own, which comes first. Lock order: that one, this lock, then those of the logs.
/// </remarks>
internal sealed partial class MetadataController(MetadataLog log, LogDirectory logs, TopicRegistry topics, BrokerConfig config, int nodeId, ILogger<MetadataController> logger)
{
    /// <summary>Feature levels are those of Kafka 4.3-IV0.</summary>
    public const string MetadataVersionFeature = "metadata.version";

    public const short LowestMetadataVersion = 7;
    public const short MetadataVersion = 30;

    private readonly Lock _lock = new();
    private readonly MetadataImage _image = new();

    // Guarded by _lock.
    private long _brokerEpoch = -1;

    /// <summary>Offset of the last metadata record: the epoch of the finalized features.</summary>
    public long LastOffset => log.LastOffset;

    /// <summary>Everything below is durable.</summary>
    public long HighWatermark => log.HighWatermark;

    /// <summary>Epoch of the metadata log.</summary>
    public int Epoch => log.Epoch;

    /// <summary>Completes when everything written so far is durable.</summary>
    /// <returns>None, or the storage error that prevented it.</returns>
    public ValueTask<ErrorCode> FlushedAsync() => log.FlushedAsync(log.LastOffset + 1);

    /// <summary>Replays the log and opens every partition. Called once, before anything else.</summary>
    public void Load()
    {
        lock (_lock)
        {
            log.Replay(_image.Replay);
            ReadBrokerConfig();
            Quotas.Replace(new(_image.Quotas));
            foreach (TopicImage image in _image.Topics)
            {
                Topic topic = new(image.Name, image.Id);
                topic.Replace(TopicConfig.Create(_image.ConfigsOf(ConfigResourceType.Topic, image.Name), config));
                topic.Replace(OpenPartitions(topic, [.. image.Partitions.Values.Select(partition => partition.LeaderEpoch)]));
                topics.Add(topic);
            }

            FinalizeFeatures();
        }
    }

    /// <summary>Writes down the features that are new to this data directory.</summary>
    private void FinalizeFeatures()
    {
        var batch = new MetadataBatch();
        foreach (BrokerFeature feature in BrokerFeature.All.Where(feature => !_image.Features.ContainsKey(feature.Name)))
        {
            batch.Add(new FeatureLevelRecord { Name = feature.Name, FeatureLevel = feature.Highest });
        }

        if (batch.Records.Count > 0)
        {
            Commit(batch);
        }
    }

    /// <summary>Name of this broker's own settings.</summary>
    public string BrokerResourceName { get; } = nodeId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Name under which the defaults of all brokers are stored (KIP-226).</summary>
    public const string AllBrokersResourceName = "";

    /// <summary>Records where this broker can be reached, as a broker does at every start.</summary>
    public ApiError Register(RegisterBrokerRecord registration)
    {
        lock (_lock)
        {
            registration.BrokerId = nodeId;
            registration.BrokerEpoch = log.LastOffset + 1;
            registration.LogDirs = [logs.DirectoryId];
            var batch = new MetadataBatch();
            batch.Add(registration);
            ApiError error = Commit(batch);
            _brokerEpoch = error.IsNone ? registration.BrokerEpoch : -1;
            return error;
        }
    }

    /// <summary>
    /// Records that this broker has stopped. Weir has no use for it; Apache Kafka, started on the same directory, would otherwise wait for the
    /// session of the broker that it believes to be alive.
    /// </summary>
    public void Fence()
    {
        lock (_lock)
        {
            if (_brokerEpoch >= 0)
            {
                var batch = new MetadataBatch();
                batch.Add(new BrokerRegistrationChangeRecord { BrokerId = nodeId, BrokerEpoch = _brokerEpoch, Fenced = 1 });
                Commit(batch);
                _brokerEpoch = -1;
            }
        }
    }

    /// <summary>Creates a topic whose name, number of partitions and settings have been checked.</summary>
    /// <param name="name">A legal name.</param>
    /// <param name="partitions">At least 1.</param>
    /// <param name="overrides">Valid settings.</param>
    /// <param name="topic">The topic; the existing one with TopicAlreadyExists.</param>
    public ApiError CreateTopic(string name, int partitions, IReadOnlyDictionary<string, string> overrides, out Topic? topic)
    {
        lock (_lock)
        {
            if (topics.TryGet(name, out topic))
            {
                return new ApiError(ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");
            }

            topic = new Topic(name, KafkaUuid.NewId());
            topic.Replace(TopicConfig.Create(overrides, config));
            if (!TryOpenPartitions(topic, 0, new int[partitions], out Partition[]? opened, out ApiError error))
            {
                return error;
            }

            topic.Replace(opened);
            error = Commit(CreationRecords(topic, partitions, overrides));
            if (!error.IsNone)
            {
                DiscardLogs(opened);
                return error;
            }

            topics.Add(topic);
            LogCreated(logger, name, partitions, KafkaUuid.Format(topic.Id));
            return ApiError.None;
        }
    }

    public ApiError DeleteTopic(Topic topic)
    {
        lock (_lock)
        {
            if (!topics.TryGet(topic.Id, out _))
            {
                return new ApiError(ErrorCode.UnknownTopicOrPartition, $"Topic '{topic.Name}' was deleted meanwhile.");
            }

            var batch = new MetadataBatch();
            batch.Add(new RemoveTopicRecord { TopicId = topic.Id });
            ApiError error = Commit(batch);
            if (!error.IsNone)
            {
                return error;
            }

            topics.Remove(topic);
            DiscardLogs(topic.Partitions);
            LogDeleted(logger, topic.Name, KafkaUuid.Format(topic.Id));
            return ApiError.None;
        }
    }

    /// <summary>Adds partitions; <paramref name="count"/> is the new total, above the old one.</summary>
    public ApiError GrowTopic(Topic topic, int count)
    {
        lock (_lock)
        {
            int before = topic.Partitions.Count;
            if (!TryOpenPartitions(topic, before, new int[count - before], out Partition[]? opened, out ApiError error))
            {
                return error;
            }

            var batch = new MetadataBatch();
            for (int index = before; index < count; index++)
            {
                batch.Add(NewPartition(topic.Id, index));
            }

            error = Commit(batch);
            if (error.IsNone)
            {
                topic.Replace([.. topic.Partitions, .. opened]);
                topics.Grown();
            }
            else
            {
                DiscardLogs(opened);
            }

            return error;
        }
    }

    /// <summary>Takes a block of producer ids nobody has used; durable after <see cref="FlushedAsync"/> (KIP-730).</summary>
    public ApiError TakeProducerIds(int count, out long first)
    {
        lock (_lock)
        {
            first = _image.NextProducerId;
            var batch = new MetadataBatch();
            batch.Add(new ProducerIdsRecord { BrokerId = nodeId, NextProducerId = first + count });
            return Commit(batch);
        }
    }

    private ApiError Commit(MetadataBatch batch)
    {
        AppendOutcome outcome = log.Append(batch);
        if (outcome.Error != ErrorCode.None)
        {
            return new ApiError(outcome.Error, outcome.ErrorMessage);
        }

        foreach (byte[] record in batch.Records)
        {
            _image.Replay(record);
        }

        if (log.IsSnapshotDue)
        {
            SnapshotDue?.Invoke();
        }

        return ApiError.None;
    }

    private MetadataBatch CreationRecords(Topic topic, int partitions, IReadOnlyDictionary<string, string> overrides)
    {
        var batch = new MetadataBatch();
        batch.Add(new TopicRecord { Name = topic.Name, TopicId = topic.Id });
        foreach ((string key, string value) in overrides)
        {
            batch.Add(new ConfigRecord { ResourceType = (sbyte)ConfigResourceType.Topic, ResourceName = topic.Name, Name = key, Value = value });
        }

        for (int index = 0; index < partitions; index++)
        {
            batch.Add(NewPartition(topic.Id, index));
        }

        return batch;
    }

    private PartitionRecord NewPartition(Guid topicId, int index) => new()
    {
        PartitionId = index,
        TopicId = topicId,
        Replicas = [nodeId],
        Isr = [nodeId],
        Leader = nodeId,
        LeaderEpoch = 0,
        PartitionEpoch = 0,
        Directories = [logs.DirectoryId],
    };

    private bool TryOpenPartitions(Topic topic, int firstIndex, int[] leaderEpochs, [NotNullWhen(true)] out Partition[]? opened, out ApiError error)
    {
        try
        {
            for (int i = 0; i < leaderEpochs.Length; i++)
            {
                RemoveStray(topic, firstIndex + i);
            }

            opened = OpenPartitions(topic, leaderEpochs, firstIndex);
            error = ApiError.None;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LogDirectoryException)
        {
            LogNotOpened(logger, e, topic.Name);
            opened = null;
            error = new ApiError(ErrorCode.KafkaStorageError, $"The partitions of '{topic.Name}' cannot be stored: {e.Message}");
            return false;
        }
    }

    private Partition[] OpenPartitions(Topic topic, int[] leaderEpochs, int firstIndex = 0)
    {
        var partitions = new Partition[leaderEpochs.Length];
        for (int i = 0; i < partitions.Length; i++)
        {
            PartitionLog partitionLog = logs.OpenOrCreate(topic.Name, firstIndex + i, topic.Id, topic.Config.Log);
            partitions[i] = new Partition(topic, firstIndex + i, leaderEpochs[i], partitionLog);
        }

        return partitions;
    }

    // Left by a crash in the middle of a creation or deletion: the metadata log does not know it, so nobody can.
    private void RemoveStray(Topic topic, int index)
    {
        if (logs.Find(topic.Name, index) is { } stray && stray.TopicId != topic.Id)
        {
            LogStray(logger, stray.Path, topic.Name);
            logs.Delete(topic.Name, index);
        }
    }

    private void DiscardLogs(IEnumerable<Partition> partitions)
    {
        foreach (Partition partition in partitions)
        {
            logs.Delete(partition.Topic.Name, partition.Index);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created topic {Topic} with {Partitions} partitions, id {TopicId}")]
    private static partial void LogCreated(ILogger logger, string topic, int partitions, string topicId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted topic {Topic}, id {TopicId}")]
    private static partial void LogDeleted(ILogger logger, string topic, string topicId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} belongs to no topic of this cluster; it is removed, as topic {Topic} is created anew")]
    private static partial void LogStray(ILogger logger, string path, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "The partitions of topic {Topic} cannot be opened")]
    private static partial void LogNotOpened(ILogger logger, Exception error, string topic);
}
