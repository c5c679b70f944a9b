using Microsoft.Extensions.Logging;

namespace Weir.Client;

/// <summary>
/// Creates, describes, alters and deletes topics, configurations, offsets and groups. A call about several things does all it can and
/// then throws the first error; the message says which ones failed.
/// </summary>
public sealed class AdminClient : IAsyncDisposable
{
    public AdminClient(AdminOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
    }

    public Task CreateTopicAsync(NewTopic topic, CancellationToken cancellationToken = default) => CreateTopicsAsync([topic], cancellationToken: cancellationToken);

    public Task CreateTopicsAsync(IEnumerable<NewTopic> topics, bool validateOnly = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Topics of the cluster, by name.</summary>
    public Task<IReadOnlyList<TopicListing>> ListTopicsAsync(bool includeInternal = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<TopicDescription> DescribeTopicAsync(string topic, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task DeleteTopicAsync(string topic, CancellationToken cancellationToken = default) => DeleteTopicsAsync([topic], cancellationToken);

    public Task DeleteTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Grows a topic to <paramref name="totalCount"/> partitions.</summary>
    public Task CreatePartitionsAsync(string topic, int totalCount, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<IReadOnlyList<ConfigEntry>> DescribeConfigsAsync(ConfigResource resource, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Changes single settings and leaves the others (KIP-339).</summary>
    public Task AlterConfigsAsync(ConfigResource resource, IEnumerable<ConfigChange> changes, bool validateOnly = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Deletes the records before the given offsets; -1 stands for the high watermark. Returns the new first offsets.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, long>> DeleteRecordsAsync(IReadOnlyDictionary<TopicPartition, long> beforeOffsets, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<IReadOnlyDictionary<TopicPartition, OffsetAndTimestamp>> ListOffsetsAsync(IReadOnlyDictionary<TopicPartition, OffsetSpec> partitions, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Groups of all brokers, by name.</summary>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<GroupDescription> DescribeGroupAsync(string groupId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task DeleteGroupsAsync(IEnumerable<string> groupIds, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>What a group has committed; all partitions when none is named.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, OffsetAndMetadata>> ListGroupOffsetsAsync(string groupId, IEnumerable<TopicPartition>? partitions = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sets committed offsets of a group without members.</summary>
    public Task AlterGroupOffsetsAsync(string groupId, IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task DeleteGroupOffsetsAsync(string groupId, IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
