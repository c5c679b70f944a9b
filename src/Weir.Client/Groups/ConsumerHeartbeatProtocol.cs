using Weir.Client.Networking;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>ConsumerGroupHeartbeat (API key 68, KIP-848). Version 1 lets members choose their ids.</summary>
internal sealed class ConsumerHeartbeatProtocol(Coordinator coordinator, ConsumerOptions options) : IHeartbeatProtocol
{
    /// <summary>Static members say that they will be back.</summary>
    public int LeaveEpoch => options.GroupInstanceId is null ? -1 : -2;

    public string RemedyIfUnknown => "The broker does not know group.protocol=consumer. Set group.protocol=classic.";

    public async Task<HeartbeatAnswer> AskAsync(HeartbeatMessage message, CancellationToken cancellationToken)
    {
        var request = new ConsumerGroupHeartbeatRequest
        {
            GroupId = coordinator.GroupId,
            MemberId = message.MemberId,
            MemberEpoch = message.MemberEpoch,
            InstanceId = options.GroupInstanceId,
            RackId = message.IsFull && options.ClientRack.Length > 0 ? options.ClientRack : null,
            RebalanceTimeoutMs = message.IsFull ? (int)options.MaxPollInterval.TotalMilliseconds : -1,
            SubscribedTopicNames = message.Topics is { } topics ? [.. topics] : null,
            ServerAssignor = message.IsFull ? options.GroupRemoteAssignor : null,
            TopicPartitions = message.Owned is { } owned ? [.. owned.GroupBy(static p => p.TopicId, static p => p.Partition).Select(static topic =>
                new ConsumerGroupHeartbeatRequest.TopicPartitionsData { TopicId = topic.Key, Partitions = [.. topic.Order()] })] : null,
        };
        ConsumerGroupHeartbeatResponse response = await coordinator
            .AskAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(request, ConnectionPurpose.Control, cancellationToken)
            .ConfigureAwait(false);
        return new HeartbeatAnswer(response.ErrorCode, response.ErrorMessage)
        {
            MemberId = response.MemberId,
            MemberEpoch = response.MemberEpoch,
            IntervalMs = response.HeartbeatIntervalMs,
            Assignment = response.Assignment is { } assignment
                ? [.. assignment.TopicPartitions.SelectMany(static topic => topic.Partitions.Select(p => new TopicIdPartition(topic.TopicId, p)))]
                : null,
        };
    }
}
