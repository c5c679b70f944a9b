using Weir.Client.Networking;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>ShareGroupHeartbeat (API key 76, KIP-932).</summary>
internal sealed class ShareHeartbeatProtocol(Coordinator coordinator, ShareConsumerOptions options) : IHeartbeatProtocol
{
    public int LeaveEpoch => -1;

    public string RemedyIfUnknown => "The broker does not know share groups. Use Weir, or Apache Kafka from 4.2 with share.version finalized.";

    public async Task<HeartbeatAnswer> AskAsync(HeartbeatMessage message, CancellationToken cancellationToken)
    {
        var request = new ShareGroupHeartbeatRequest
        {
            GroupId = coordinator.GroupId,
            MemberId = message.MemberId,
            MemberEpoch = message.MemberEpoch,
            RackId = message.IsFull && options.ClientRack.Length > 0 ? options.ClientRack : null,
            SubscribedTopicNames = message.Topics is { } topics ? [.. topics] : null,
        };
        ShareGroupHeartbeatResponse response = await coordinator
            .AskAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(request, ConnectionPurpose.Control, cancellationToken)
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
