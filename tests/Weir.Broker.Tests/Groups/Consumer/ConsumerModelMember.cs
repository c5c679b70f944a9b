using Weir.Broker.Groups.Consumer;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>A member of a consumer group (KIP-848).</summary>
internal sealed class ConsumerModelMember(string id, string assignor) : ModelMember<TopicIdPartition>(id)
{
    public List<string> Topics { get; set; } = [];

    public string? Regex { get; set; }

    public ConsumerGroupHeartbeatRequest Next() => new()
    {
        GroupId = GroupHarness.GroupId,
        MemberId = Id,
        MemberEpoch = Epoch,
        RebalanceTimeoutMs = TellsAll ? 20_000 : -1,
        SubscribedTopicNames = TellsAll ? [.. Topics] : null,
        SubscribedTopicRegex = TellsAll ? Regex ?? "" : null,
        ServerAssignor = TellsAll ? assignor : null,
        TopicPartitions = [.. Owned.GroupBy(p => p.TopicId, p => p.Partition).Select(topic =>
            new ConsumerGroupHeartbeatRequest.TopicPartitionsData { TopicId = topic.Key, Partitions = [.. topic] })],
    };

    public void Take(ConsumerGroupHeartbeatResponse response) => Take(
        response.ErrorCode,
        response.ErrorMessage,
        response.MemberEpoch,
        response.Assignment?.TopicPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))));
}
