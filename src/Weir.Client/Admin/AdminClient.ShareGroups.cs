using Weir.Client.Networking;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Places of share groups (KIP-932, Kafka 4.2). Such groups are listed, described and deleted as all others.</content>
public sealed partial class AdminClient
{
    /// <summary>How far a share group has come, in all partitions it has begun.</summary>
    /// <exception cref="KafkaException">There is no such share group.</exception>
    public Task<IReadOnlyDictionary<TopicPartition, ShareGroupOffset>> ListShareGroupOffsetsAsync(string groupId, CancellationToken cancellationToken = default)
    {
        var request = new DescribeShareGroupOffsetsRequest { Groups = [new() { GroupId = groupId, Topics = null }] };
        return RetryAsync<IReadOnlyDictionary<TopicPartition, ShareGroupOffset>>(
            async token =>
            {
                BrokerConnection connection = await CoordinatorAsync(groupId, token).ConfigureAwait(false);
                DescribeShareGroupOffsetsResponse response = await connection
                    .RequestAsync<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(request, token).ConfigureAwait(false);
                DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup group = response.Groups[0];
                ThrowFirst([(group.ErrorCode, $"Listing the offsets of share group '{groupId}'", group.ErrorMessage)]);
                ThrowFirst(group.Topics.SelectMany(topic => topic.Partitions.Select(partition =>
                    (partition.ErrorCode, $"Listing the offset of share group '{groupId}' in {topic.TopicName}-{partition.PartitionIndex}", partition.ErrorMessage))));
                return group.Topics
                    .SelectMany(static topic => topic.Partitions.Select(partition => (At: new TopicPartition(topic.TopicName, partition.PartitionIndex), partition)))
                    .ToDictionary(
                        static found => found.At,
                        static found => new ShareGroupOffset(found.partition.StartOffset, found.partition.Lag < 0 ? null : found.partition.Lag));
            },
            cancellationToken);
    }

    /// <summary>Moves a share group without members to other places.</summary>
    /// <exception cref="KafkaException">The group has members, or a topic does not exist.</exception>
    public Task AlterShareGroupOffsetsAsync(string groupId, IReadOnlyDictionary<TopicPartition, long> startOffsets, CancellationToken cancellationToken = default)
    {
        var request = new AlterShareGroupOffsetsRequest
        {
            GroupId = groupId,
            Topics = [.. startOffsets.GroupBy(static start => start.Key.Topic).Select(static topic => new AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestTopic
            {
                TopicName = topic.Key,
                Partitions = [.. topic.Select(static start => new AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestPartition
                {
                    PartitionIndex = start.Key.Partition,
                    StartOffset = start.Value,
                })],
            })],
        };
        return RetryAsync(
            async token =>
            {
                BrokerConnection connection = await CoordinatorAsync(groupId, token).ConfigureAwait(false);
                AlterShareGroupOffsetsResponse response = await connection
                    .RequestAsync<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse>(request, token).ConfigureAwait(false);
                ThrowFirst([(response.ErrorCode, $"Altering the offsets of share group '{groupId}'", response.ErrorMessage)]);
                ThrowFirst(response.Responses.SelectMany(topic => topic.Partitions.Select(partition =>
                    (partition.ErrorCode, $"Altering the offset of share group '{groupId}' in {topic.TopicName}-{partition.PartitionIndex}", partition.ErrorMessage))));
            },
            cancellationToken);
    }

    /// <summary>Makes a share group without members forget topics.</summary>
    /// <exception cref="KafkaException">The group has members, does not exist, or has never read a topic.</exception>
    public Task DeleteShareGroupOffsetsAsync(string groupId, IEnumerable<string> topics, CancellationToken cancellationToken = default)
    {
        var request = new DeleteShareGroupOffsetsRequest
        {
            GroupId = groupId,
            Topics = [.. topics.Select(static topic => new DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic { TopicName = topic })],
        };
        return RetryAsync(
            async token =>
            {
                BrokerConnection connection = await CoordinatorAsync(groupId, token).ConfigureAwait(false);
                DeleteShareGroupOffsetsResponse response = await connection
                    .RequestAsync<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse>(request, token).ConfigureAwait(false);
                ThrowFirst([(response.ErrorCode, $"Deleting offsets of share group '{groupId}'", response.ErrorMessage)]);
                ThrowFirst(response.Responses.Select(topic =>
                    (topic.ErrorCode, $"Deleting the offsets of share group '{groupId}' in topic '{topic.TopicName}'", topic.ErrorMessage)));
            },
            cancellationToken);
    }
}
