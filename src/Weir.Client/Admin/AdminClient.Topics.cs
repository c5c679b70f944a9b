using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Topics and their partitions.</content>
public sealed partial class AdminClient
{
    /// <exception cref="KafkaException">The topic was not created.</exception>
    public Task CreateTopicAsync(NewTopic topic, CancellationToken cancellationToken = default) =>
        CreateTopicsAsync([topic], validateOnly: false, cancellationToken);

    /// <param name="topics">What to create.</param>
    /// <param name="validateOnly">Only find out whether it could be done.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="KafkaException">A topic was not created; the others were.</exception>
    public Task CreateTopicsAsync(IEnumerable<NewTopic> topics, bool validateOnly = false, CancellationToken cancellationToken = default)
    {
        var request = new CreateTopicsRequest
        {
            TimeoutMs = RequestTimeoutMs,
            ValidateOnly = validateOnly,
            Topics = [.. topics.Select(static topic => new CreateTopicsRequest.CreatableTopic
            {
                Name = topic.Name,
                NumPartitions = topic.Partitions,
                ReplicationFactor = topic.ReplicationFactor,
                Configs = [.. topic.Configs.Select(static config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
            })],
        };
        return RetryAsync(
            async token =>
            {
                CreateTopicsResponse response = await AskControllerAsync<CreateTopicsRequest, CreateTopicsResponse>(request, token).ConfigureAwait(false);
                ThrowFirst(response.Topics.Select(static topic => (topic.ErrorCode, $"Creating topic '{topic.Name}'", topic.ErrorMessage)));
            },
            cancellationToken);
    }

    /// <summary>Topics of the cluster, by name.</summary>
    public async Task<IReadOnlyList<TopicListing>> ListTopicsAsync(bool includeInternal = false, CancellationToken cancellationToken = default)
    {
        MetadataResponse response = await AskMetadataAsync(null, cancellationToken).ConfigureAwait(false);
        return [.. response.Topics
            .Where(topic => topic.ErrorCode == ErrorCode.None && (includeInternal || !topic.IsInternal))
            .OrderBy(static topic => topic.Name, StringComparer.Ordinal)
            .Select(static topic => new TopicListing(topic.Name ?? "", topic.TopicId, topic.IsInternal, topic.Partitions.Count))];
    }

    /// <exception cref="KafkaException">There is no such topic.</exception>
    public async Task<TopicDescription> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) =>
        (await DescribeTopicsAsync([topic], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Topics in the order asked for.</summary>
    /// <exception cref="KafkaException">A topic does not exist.</exception>
    public async Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default)
    {
        List<string> names = [.. topics];
        MetadataResponse response = await AskMetadataAsync(names, cancellationToken).ConfigureAwait(false);
        ThrowFirst(response.Topics.Select(static topic => (topic.ErrorCode, $"Describing topic '{topic.Name}'", (string?)null)));
        return [.. names.Select(name => ToDescription(response.Topics.Find(topic => topic.Name == name)
            ?? throw Errors.ToException(ErrorCode.UnknownTopicOrPartition, $"Describing topic '{name}'")))];
    }

    /// <exception cref="KafkaException">The topic was not deleted.</exception>
    public Task DeleteTopicAsync(string topic, CancellationToken cancellationToken = default) => DeleteTopicsAsync([topic], cancellationToken);

    /// <exception cref="KafkaException">A topic was not deleted; the others were.</exception>
    public Task DeleteTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default)
    {
        List<string> names = [.. topics];
        var request = new DeleteTopicsRequest
        {
            TimeoutMs = RequestTimeoutMs,
            TopicNames = names,
            Topics = [.. names.Select(static name => new DeleteTopicsRequest.DeleteTopicState { Name = name })],
        };
        return RetryAsync(
            async token =>
            {
                DeleteTopicsResponse response = await AskControllerAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, token).ConfigureAwait(false);
                ThrowFirst(response.Responses.Select(static topic => (topic.ErrorCode, $"Deleting topic '{topic.Name}'", topic.ErrorMessage)));
            },
            cancellationToken);
    }

    /// <summary>Grows a topic to <paramref name="totalCount"/> partitions. Keyed records may go elsewhere from then on.</summary>
    /// <exception cref="KafkaException">The topic did not grow.</exception>
    public Task CreatePartitionsAsync(string topic, int totalCount, CancellationToken cancellationToken = default)
    {
        var request = new CreatePartitionsRequest
        {
            TimeoutMs = RequestTimeoutMs,
            Topics = [new CreatePartitionsRequest.CreatePartitionsTopic { Name = topic, Count = totalCount, Assignments = null }],
        };
        return RetryAsync(
            async token =>
            {
                CreatePartitionsResponse response = await AskControllerAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, token).ConfigureAwait(false);
                ThrowFirst(response.Results.Select(static result => (result.ErrorCode, $"Adding partitions to topic '{result.Name}'", result.ErrorMessage)));
            },
            cancellationToken);
    }

    private Task<MetadataResponse> AskMetadataAsync(List<string>? topics, CancellationToken cancellationToken) => RetryAsync(
        async token =>
        {
            BrokerConnection connection = await _cluster.ConnectAnyAsync(token).ConfigureAwait(false);
            var request = new MetadataRequest
            {
                AllowAutoTopicCreation = false,
                Topics = topics is null ? null : [.. topics.Select(static name => new MetadataRequest.MetadataRequestTopic { Name = name })],
            };
            MetadataResponse response = await connection.RequestAsync<MetadataRequest, MetadataResponse>(request, token).ConfigureAwait(false);
            return response.ErrorCode == ErrorCode.None ? response : throw Errors.ToException(response.ErrorCode, "Asking for metadata");
        },
        cancellationToken);

    private static TopicDescription ToDescription(MetadataResponse.MetadataResponseTopic topic) => new(
        topic.Name ?? "",
        topic.TopicId,
        topic.IsInternal,
        [.. topic.Partitions.OrderBy(static p => p.PartitionIndex).Select(static p =>
            new PartitionDescription(p.PartitionIndex, p.LeaderId, p.LeaderEpoch, p.ReplicaNodes, p.IsrNodes, p.OfflineReplicas))]);
}
