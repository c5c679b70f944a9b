using Weir.Protocol;

namespace Weir.Broker;

/// <summary>The rules of creating, growing and deleting topics, for the admin APIs, auto-creation and internal topics.</summary>
/// <remarks>Thread model: any thread; holds no state. What it changes is visible at once and durable after <see cref="MetadataController.FlushedAsync"/>.</remarks>
internal sealed class TopicAdmin(TopicRegistry topics, MetadataController controller, BrokerConfig config)
{
    /// <summary>More partitions than this in one topic are a typing error.</summary>
    public const int MaxPartitionsPerTopic = 100_000;

    /// <summary>Says why replication is refused, and what to do instead.</summary>
    public static string ReplicationRefused(int replicationFactor) =>
        $"Replication factor {replicationFactor} is larger than the number of brokers, 1: Weir is a single node by intent. "
        + "Ask for replication factor 1 or -1; for replication run the same clients, unchanged, against an Apache Kafka cluster.";

    /// <summary>Checks the topic (its name, then its settings, then its counts, as Kafka's controller does) and, unless only validating, creates it.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="validateOnly">Check without creating.</param>
    /// <param name="topic">The new topic; null on error and when only validating.</param>
    public ApiError Create(NewTopic wanted, bool validateOnly, out Topic? topic)
    {
        topic = null;
        ApiError error = CheckName(wanted.Name);
        if (error.IsNone)
        {
            error = ConfigRules.CheckTopic(wanted.Configs);
        }

        if (error.IsNone)
        {
            error = CheckCounts(wanted);
        }

        if (!error.IsNone || validateOnly)
        {
            return error;
        }

        var overrides = wanted.Configs.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
        return controller.CreateTopic(wanted.Name, PartitionsOf(wanted), overrides, out topic);
    }

    /// <summary>Whether a topic of this name can come: the name is legal, not taken, and not to be confused with another (<c>a.b</c> and <c>a_b</c>).</summary>
    public ApiError CheckName(string name)
    {
        ApiError error = TopicNames.Check(name);
        if (!error.IsNone)
        {
            return error;
        }

        if (topics.TryGet(name, out _))
        {
            return new ApiError(ErrorCode.TopicAlreadyExists, $"Topic '{name}' already exists.");
        }

        return FindCollision(name) is { } other
            ? new ApiError(ErrorCode.InvalidTopicException, $"Topic '{name}' collides with existing topic: {other}.")
            : ApiError.None;
    }

    public int PartitionsOf(NewTopic wanted) => wanted.Partitions == -1 ? config.GetInt("num.partitions") : wanted.Partitions;

    public ApiError Delete(Topic topic)
    {
        if (!config.GetBoolean("delete.topic.enable"))
        {
            return new ApiError(ErrorCode.TopicDeletionDisabled, "Topic deletion is disabled: start the broker with delete.topic.enable=true.");
        }

        return controller.DeleteTopic(topic);
    }

    /// <summary>Raises the number of partitions to <paramref name="count"/>.</summary>
    public ApiError Grow(Topic topic, int count, bool validateOnly)
    {
        int current = topic.Partitions.Count;
        if (count <= current)
        {
            string problem = count == current
                ? $"Topic already has {current} partition(s)."
                : $"The topic {topic.Name} currently has {current} partition(s); {count} would not be an increase.";
            return new ApiError(ErrorCode.InvalidPartitions, problem);
        }

        if (count > MaxPartitionsPerTopic)
        {
            return TooManyPartitions(count);
        }

        return validateOnly ? ApiError.None : controller.GrowTopic(topic, count);
    }

    /// <summary>The topic, created with the given settings when it does not exist: for topics the broker itself needs.</summary>
    /// <returns>The topic, or the error that kept it from being created; durable when this completes.</returns>
    public async ValueTask<(Topic? Topic, ApiError Error)> EnsureAsync(NewTopic wanted)
    {
        if (topics.TryGet(wanted.Name, out Topic? existing))
        {
            return (existing, ApiError.None);
        }

        ApiError error = Create(wanted, validateOnly: false, out Topic? topic);
        if (error.Code == ErrorCode.TopicAlreadyExists && topics.TryGet(wanted.Name, out topic))
        {
            error = ApiError.None;
        }

        if (error.IsNone)
        {
            ErrorCode stored = await controller.FlushedAsync();
            error = stored == ErrorCode.None ? error : new ApiError(stored, "The cluster metadata could not be stored.");
        }

        return (error.IsNone ? topic : null, error);
    }

    private static ApiError TooManyPartitions(int count) =>
        new(ErrorCode.InvalidPartitions, $"{count} partitions are more than the {MaxPartitionsPerTopic} a topic may have.");

    private static ApiError CheckCounts(NewTopic wanted)
    {
        if (wanted.ReplicationFactor is not -1 and < 1)
        {
            return new ApiError(ErrorCode.InvalidReplicationFactor, "Replication factor must be larger than 0, or -1 to use the default value.");
        }

        if (wanted.ReplicationFactor > 1)
        {
            return new ApiError(ErrorCode.InvalidReplicationFactor, ReplicationRefused(wanted.ReplicationFactor));
        }

        if (wanted.Partitions is not -1 and < 1)
        {
            return new ApiError(ErrorCode.InvalidPartitions, $"Number of partitions was set to an invalid non-positive value: {wanted.Partitions}.");
        }

        if (wanted.Partitions > MaxPartitionsPerTopic)
        {
            return TooManyPartitions(wanted.Partitions);
        }

        return ApiError.None;
    }

    private string? FindCollision(string name) => name.AsSpan().IndexOfAny('.', '_') < 0
        ? null
        : topics.All.FirstOrDefault(topic => TopicNames.Collide(topic.Name, name))?.Name;
}
