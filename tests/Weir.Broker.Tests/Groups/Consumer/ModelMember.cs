using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>A client that keeps to the rules of KIP-848: it gives up what it is not assigned, takes what it is, and starts anew when it is fenced.</summary>
internal sealed class ModelMember(string id, string assignor)
{
    public string Id { get; } = id;

    public int Epoch { get; private set; }

    public HashSet<TopicIdPartition> Owned { get; } = [];

    public List<string> Topics { get; set; } = [];

    public string? Regex { get; set; }

    /// <summary>The next heartbeat has to tell everything: a new start, a new subscription, or an answer that did not come.</summary>
    public bool TellsAll { get; set; } = true;

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

    public void Take(ConsumerGroupHeartbeatResponse response)
    {
        switch (response.ErrorCode)
        {
            case ErrorCode.None:
                if (response.MemberEpoch < Epoch)
                {
                    throw new InvalidOperationException($"The epoch of {Id} went from {Epoch} to {response.MemberEpoch}.");
                }

                Epoch = response.MemberEpoch;
                TellsAll = false;
                if (response.Assignment is { } assignment)
                {
                    Owned.Clear();
                    Owned.UnionWith(assignment.TopicPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))));
                }

                break;
            case ErrorCode.FencedMemberEpoch or ErrorCode.UnknownMemberId or ErrorCode.GroupIdNotFound:
                Owned.Clear();
                Epoch = 0;
                TellsAll = true;
                break;
            case ErrorCode.CoordinatorNotAvailable:
                TellsAll = true;
                break;
            default:
                throw new InvalidOperationException($"{Id} is refused: {response.ErrorCode} {response.ErrorMessage}");
        }
    }
}
