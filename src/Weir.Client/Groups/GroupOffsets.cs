using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>Reads and writes the committed offsets of a group, one request each. Errors of single partitions are thrown.</summary>
internal static class GroupOffsets
{
    // From version 8 on several groups can be asked about (KIP-709), from 10 on topics go by id: neither is needed.
    private const short HighestOffsetFetchVersion = 7;
    private const short HighestOffsetCommitVersion = 9;

    /// <param name="connection">To the coordinator.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="partitions">Null asks about all.</param>
    /// <param name="requireStable">Wait out transactions that have offsets pending (KIP-447).</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    public static async Task<Dictionary<TopicPartition, OffsetAndMetadata>> FetchAsync(
        BrokerConnection connection, string groupId, IReadOnlyCollection<TopicPartition>? partitions, bool requireStable, CancellationToken cancellationToken)
    {
        var request = new OffsetFetchRequest
        {
            GroupId = groupId,
            RequireStable = requireStable,
            Topics = partitions is null ? null : [.. partitions.GroupBy(static p => p.Topic, static p => p.Partition).Select(static topic =>
                new OffsetFetchRequest.OffsetFetchRequestTopic { Name = topic.Key, PartitionIndexes = [.. topic] })],
        };
        OffsetFetchResponse response = await connection
            .RequestAsync<OffsetFetchRequest, OffsetFetchResponse>(request, cancellationToken, maxVersion: HighestOffsetFetchVersion)
            .ConfigureAwait(false);
        ThrowIfFailed(response.ErrorCode, $"Reading the offsets of group '{groupId}'");

        var offsets = new Dictionary<TopicPartition, OffsetAndMetadata>();
        foreach (OffsetFetchResponse.OffsetFetchResponseTopic topic in response.Topics)
        {
            foreach (OffsetFetchResponse.OffsetFetchResponsePartition partition in topic.Partitions)
            {
                ThrowIfFailed(partition.ErrorCode, $"Reading the offset of group '{groupId}' for {topic.Name}-{partition.PartitionIndex}");
                if (partition.CommittedOffset >= 0)
                {
                    offsets[new TopicPartition(topic.Name, partition.PartitionIndex)] =
                        new OffsetAndMetadata(partition.CommittedOffset, partition.CommittedLeaderEpoch, partition.Metadata ?? "");
                }
            }
        }

        return offsets;
    }

    public static async Task CommitAsync(
        BrokerConnection connection, GroupIdentity group, IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = group.GroupId,
            GenerationIdOrMemberEpoch = group.Generation,
            MemberId = group.MemberId,
            GroupInstanceId = group.InstanceId,
            Topics = [.. offsets.GroupBy(static o => o.Key.Topic).Select(static topic => new OffsetCommitRequest.OffsetCommitRequestTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(static o => new OffsetCommitRequest.OffsetCommitRequestPartition
                {
                    PartitionIndex = o.Key.Partition,
                    CommittedOffset = o.Value.Offset,
                    CommittedLeaderEpoch = o.Value.LeaderEpoch,
                    CommittedMetadata = o.Value.Metadata,
                })],
            })],
        };
        OffsetCommitResponse response = await connection
            .RequestAsync<OffsetCommitRequest, OffsetCommitResponse>(request, cancellationToken, maxVersion: HighestOffsetCommitVersion)
            .ConfigureAwait(false);
        foreach (OffsetCommitResponse.OffsetCommitResponseTopic topic in response.Topics)
        {
            foreach (OffsetCommitResponse.OffsetCommitResponsePartition partition in topic.Partitions)
            {
                ThrowIfFailed(partition.ErrorCode, $"Committing the offset of group '{group.GroupId}' for {topic.Name}-{partition.PartitionIndex}");
            }
        }
    }

    private static void ThrowIfFailed(ErrorCode error, string what)
    {
        if (error != ErrorCode.None)
        {
            throw Errors.ToException(error, what);
        }
    }
}
