using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Groups and their offsets.</content>
public sealed partial class AdminClient
{
    /// <summary>Groups of all brokers, by name.</summary>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(CancellationToken cancellationToken = default) => RetryAsync<IReadOnlyList<GroupListing>>(
        async token =>
        {
            await _cluster.Metadata.RefreshAsync(token).ConfigureAwait(false);
            Task<ListGroupsResponse>[] requests = [.. _cluster.Snapshot.Brokers.Select(broker =>
                _cluster.RequestAsync<ListGroupsRequest, ListGroupsResponse>(broker.Id, new ListGroupsRequest(), token))];
            ListGroupsResponse[] responses = await Task.WhenAll(requests).ConfigureAwait(false);
            ThrowFirst(responses.Select(static response => (response.ErrorCode, "Listing groups", (string?)null)));
            return [.. responses
                .SelectMany(static response => response.Groups)
                .OrderBy(static group => group.GroupId, StringComparer.Ordinal)
                .Select(static group => new GroupListing(group.GroupId, group.ProtocolType, group.GroupState, group.GroupType))];
        },
        cancellationToken);

    /// <summary>A group of any kind with its members.</summary>
    /// <exception cref="KafkaException"><see cref="ErrorCode.GroupIdNotFound"/> when there is no such group.</exception>
    public Task<GroupDescription> DescribeGroupAsync(string groupId, CancellationToken cancellationToken = default) => RetryAsync(
        async token =>
        {
            BrokerMetadata coordinator = await CoordinatorLookup.FindAsync(_cluster, groupId, token).ConfigureAwait(false);
            BrokerConnection connection = await _cluster.ConnectAsync(coordinator, ConnectionPurpose.Control, token).ConfigureAwait(false);
            return await GroupDescriber.DescribeAsync(connection, coordinator.Id, groupId, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <exception cref="KafkaException">A group was not deleted: it has members, or does not exist. The others were.</exception>
    public async Task DeleteGroupsAsync(IEnumerable<string> groupIds, CancellationToken cancellationToken = default)
    {
        KafkaException? first = null;
        foreach (string groupId in groupIds)
        {
            try
            {
                await RetryAsync(token => DeleteGroupAsync(groupId, token), cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                first ??= e;
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }

    /// <summary>What a group has committed; all partitions when none is named. Empty for a group that does not exist.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, OffsetAndMetadata>> ListGroupOffsetsAsync(
        string groupId, IEnumerable<TopicPartition>? partitions = null, CancellationToken cancellationToken = default)
    {
        List<TopicPartition>? wanted = partitions?.ToList();
        return RetryAsync<IReadOnlyDictionary<TopicPartition, OffsetAndMetadata>>(
            async token =>
            {
                BrokerConnection connection = await CoordinatorAsync(groupId, token).ConfigureAwait(false);
                return await GroupOffsets.FetchAsync(connection, groupId, wanted, requireStable: false, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Sets committed offsets of a group without members.</summary>
    /// <exception cref="KafkaException">The group has members.</exception>
    public Task AlterGroupOffsetsAsync(
        string groupId, IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, CancellationToken cancellationToken = default) => RetryAsync(
        async token =>
        {
            BrokerConnection connection = await CoordinatorAsync(groupId, token).ConfigureAwait(false);
            try
            {
                await GroupOffsets.CommitAsync(connection, GroupIdentity.Outside(groupId), offsets, token).ConfigureAwait(false);
            }
            catch (KafkaException e) when (e.ErrorCode == ErrorCode.UnknownMemberId)
            {
                // A commit from outside is refused in these words while the group has members.
                throw Errors.ToException(ErrorCode.NonEmptyGroup, $"Altering the offsets of group '{groupId}'");
            }
        },
        cancellationToken);

    /// <exception cref="KafkaException">An offset was not deleted: the group consumes the topic, or does not exist.</exception>
    public Task DeleteGroupOffsetsAsync(string groupId, IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default)
    {
        var request = new OffsetDeleteRequest
        {
            GroupId = groupId,
            Topics = [.. partitions.GroupBy(static p => p.Topic).Select(static topic => new OffsetDeleteRequest.OffsetDeleteRequestTopic
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(static p => new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = p.Partition })],
            })],
        };
        return RetryAsync(
            async token =>
            {
                BrokerConnection connection = await CoordinatorAsync(groupId, token).ConfigureAwait(false);
                OffsetDeleteResponse response = await connection.RequestAsync<OffsetDeleteRequest, OffsetDeleteResponse>(request, token).ConfigureAwait(false);
                ThrowFirst([(response.ErrorCode, $"Deleting offsets of group '{groupId}'", null)]);
                ThrowFirst(response.Topics.SelectMany(topic => topic.Partitions.Select(partition =>
                    (partition.ErrorCode, $"Deleting the offset of group '{groupId}' for {topic.Name}-{partition.PartitionIndex}", (string?)null))));
            },
            cancellationToken);
    }

    private async Task DeleteGroupAsync(string groupId, CancellationToken cancellationToken)
    {
        BrokerConnection connection = await CoordinatorAsync(groupId, cancellationToken).ConfigureAwait(false);
        DeleteGroupsResponse response = await connection
            .RequestAsync<DeleteGroupsRequest, DeleteGroupsResponse>(new DeleteGroupsRequest { GroupsNames = [groupId] }, cancellationToken)
            .ConfigureAwait(false);
        ThrowFirst(response.Results.Select(static result => (result.ErrorCode, $"Deleting group '{result.GroupId}'", (string?)null)));
    }
}
