using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>Asks a coordinator about a group of a kind that is not known beforehand: every kind has an API of its own.</summary>
internal static class GroupDescriber
{
    // From version 6 on a missing group is an error; before, a dead group. One behaviour for all brokers.
    private const short HighestClassicVersion = 5;

    /// <exception cref="KafkaException"><see cref="ErrorCode.GroupIdNotFound"/> when there is no such group of any kind.</exception>
    public static async Task<GroupDescription> DescribeAsync(BrokerConnection connection, int coordinatorId, string groupId, CancellationToken cancellationToken) =>
        await DescribeClassicAsync(connection, coordinatorId, groupId, cancellationToken).ConfigureAwait(false)
        ?? await DescribeConsumerAsync(connection, coordinatorId, groupId, cancellationToken).ConfigureAwait(false)
        ?? await DescribeShareAsync(connection, coordinatorId, groupId, cancellationToken).ConfigureAwait(false)
        ?? await DescribeStreamsAsync(connection, coordinatorId, groupId, cancellationToken).ConfigureAwait(false)
        ?? throw Errors.ToException(ErrorCode.GroupIdNotFound, What(groupId));

    private static async Task<GroupDescription?> DescribeClassicAsync(BrokerConnection connection, int coordinatorId, string groupId, CancellationToken cancellationToken)
    {
        DescribeGroupsResponse response = await connection.RequestAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new DescribeGroupsRequest { Groups = [groupId] }, cancellationToken, maxVersion: HighestClassicVersion).ConfigureAwait(false);
        DescribeGroupsResponse.DescribedGroup group = response.Groups[0];
        ThrowIfFailed(group.ErrorCode, groupId, group.ErrorMessage);
        return group.GroupState == "Dead" ? null : new GroupDescription(
            groupId,
            group.GroupState,
            GroupType.Classic,
            group.ProtocolType,
            group.ProtocolData,
            coordinatorId,
            [.. group.Members.Select(member => new GroupMember(
                member.MemberId,
                member.GroupInstanceId,
                member.ClientId,
                member.ClientHost,
                group.ProtocolType == ConsumerProtocol.Type ? ConsumerProtocol.ReadAssignment(member.MemberAssignment) : []))]);
    }

    private static async Task<GroupDescription?> DescribeConsumerAsync(BrokerConnection connection, int coordinatorId, string groupId, CancellationToken cancellationToken)
    {
        if (!connection.Versions.Supports(ApiKey.ConsumerGroupDescribe, 0))
        {
            return null;
        }

        ConsumerGroupDescribeResponse response = await connection.RequestAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(
            new ConsumerGroupDescribeRequest { GroupIds = [groupId] }, cancellationToken).ConfigureAwait(false);
        ConsumerGroupDescribeResponse.DescribedGroup group = response.Groups[0];
        return IsOfAnotherKind(group.ErrorCode, groupId, group.ErrorMessage) ? null : new GroupDescription(
            groupId,
            group.GroupState,
            GroupType.Consumer,
            ConsumerProtocol.Type,
            group.AssignorName,
            coordinatorId,
            [.. group.Members.Select(static member => new GroupMember(
                member.MemberId,
                member.InstanceId,
                member.ClientId,
                member.ClientHost,
                [.. member.Assignment.TopicPartitions.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.TopicName, partition)))]))]);
    }

    private static async Task<GroupDescription?> DescribeShareAsync(BrokerConnection connection, int coordinatorId, string groupId, CancellationToken cancellationToken)
    {
        if (!connection.Versions.Supports(ApiKey.ShareGroupDescribe, 1))
        {
            return null;
        }

        ShareGroupDescribeResponse response = await connection.RequestAsync<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(
            new ShareGroupDescribeRequest { GroupIds = [groupId] }, cancellationToken).ConfigureAwait(false);
        ShareGroupDescribeResponse.DescribedGroup group = response.Groups[0];
        return IsOfAnotherKind(group.ErrorCode, groupId, group.ErrorMessage) ? null : new GroupDescription(
            groupId,
            group.GroupState,
            GroupType.Share,
            "share",
            group.AssignorName,
            coordinatorId,
            [.. group.Members.Select(static member => new GroupMember(
                member.MemberId,
                null,
                member.ClientId,
                member.ClientHost,
                [.. member.Assignment.TopicPartitions.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.TopicName, partition)))]))]);
    }

    private static async Task<GroupDescription?> DescribeStreamsAsync(BrokerConnection connection, int coordinatorId, string groupId, CancellationToken cancellationToken)
    {
        if (!connection.Versions.Supports(ApiKey.StreamsGroupDescribe, 0))
        {
            return null;
        }

        StreamsGroupDescribeResponse response = await connection.RequestAsync<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(
            new StreamsGroupDescribeRequest { GroupIds = [groupId] }, cancellationToken).ConfigureAwait(false);
        StreamsGroupDescribeResponse.DescribedGroup group = response.Groups[0];
        if (IsOfAnotherKind(group.ErrorCode, groupId, group.ErrorMessage))
        {
            return null;
        }

        ILookup<string, string> sources = (group.Topology?.Subtopologies ?? [])
            .SelectMany(static subtopology => subtopology.SourceTopics
                .Concat(subtopology.RepartitionSourceTopics.Select(static topic => topic.Name))
                .Select(topic => (subtopology.SubtopologyId, Topic: topic)))
            .ToLookup(static source => source.SubtopologyId, static source => source.Topic, StringComparer.Ordinal);
        HashSet<TopicPartition> existing = await PartitionsAsync(connection, sources.SelectMany(static topics => topics), cancellationToken).ConfigureAwait(false);
        return new GroupDescription(
            groupId,
            group.GroupState,
            GroupType.Streams,
            "streams",
            "",
            coordinatorId,
            [.. group.Members.Select(member => new GroupMember(
                member.MemberId,
                member.InstanceId,
                member.ClientId,
                member.ClientHost,
                [.. member.Assignment.ActiveTasks
                    .SelectMany(task => sources[task.SubtopologyId].SelectMany(topic => task.Partitions.Select(partition => new TopicPartition(topic, partition))))
                    .Where(existing.Contains)]))]);
    }

    /// <summary>A task reads the partition of its number in every source topic that has as many.</summary>
    private static async Task<HashSet<TopicPartition>> PartitionsAsync(BrokerConnection connection, IEnumerable<string> topics, CancellationToken cancellationToken)
    {
        var request = new MetadataRequest
        {
            Topics = [.. topics.Distinct(StringComparer.Ordinal).Select(static topic => new MetadataRequest.MetadataRequestTopic { Name = topic })],
            AllowAutoTopicCreation = false,
        };
        MetadataResponse response = await connection.RequestAsync<MetadataRequest, MetadataResponse>(request, cancellationToken).ConfigureAwait(false);
        return [.. response.Topics.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Name!, partition.PartitionIndex)))];
    }

    private static bool IsOfAnotherKind(ErrorCode error, string groupId, string? message)
    {
        if (error is ErrorCode.GroupIdNotFound or ErrorCode.UnsupportedVersion)
        {
            return true;
        }

        ThrowIfFailed(error, groupId, message);
        return false;
    }

    private static void ThrowIfFailed(ErrorCode error, string groupId, string? message)
    {
        if (error != ErrorCode.None)
        {
            throw Errors.ToException(error, What(groupId), message);
        }
    }

    private static string What(string groupId) => $"Describing group '{groupId}'";
}
