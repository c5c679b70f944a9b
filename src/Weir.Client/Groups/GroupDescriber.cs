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
