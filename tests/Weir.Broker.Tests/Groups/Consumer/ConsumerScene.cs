using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>A consumer group on virtual time, with topics "a" (4 partitions) and "b" (2), spoken to as clients do.</summary>
internal sealed class ConsumerScene
{
    public ConsumerScene(ConsumerOptions? options = null)
    {
        Harness = new GroupHarness(new GroupOptions { Consumer = options ?? new ConsumerOptions() });
        Options = options ?? new ConsumerOptions();
        A = Harness.Topics.Set("a", 4);
        B = Harness.Topics.Set("b", 2);
    }

    public GroupHarness Harness { get; }

    public ConsumerOptions Options { get; }

    public TopicInfo A { get; }

    public TopicInfo B { get; }

    public string State => Describe().GroupState;

    public static ConsumerGroupHeartbeatRequest Joining(string member, params string[] topics) => new()
    {
        GroupId = GroupHarness.GroupId,
        MemberId = member,
        RebalanceTimeoutMs = 10_000,
        SubscribedTopicNames = [.. topics],
        TopicPartitions = [],
    };

    /// <summary>The partitions of an answer as "a0 a1 b0"; null when it has no assignment.</summary>
    public string? Assigned(ConsumerGroupHeartbeatResponse response) => response.Assignment is { } assignment
        ? Text(assignment.TopicPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))))
        : null;

    public string Text(IEnumerable<TopicIdPartition> partitions) =>
        string.Join(' ', partitions.Select(p => $"{Harness.Topics.Find(p.TopicId)?.Name ?? "?"}{p.Partition}").Order(StringComparer.Ordinal));

    public ConsumerGroupHeartbeatResponse Join(string member, params string[] topics) => Send(Joining(member, topics));

    public ConsumerGroupHeartbeatResponse JoinStatic(string member, string instance, params string[] topics)
    {
        ConsumerGroupHeartbeatRequest request = Joining(member, topics);
        request.InstanceId = instance;
        return Send(request);
    }

    /// <summary>A heartbeat that tells nothing new.</summary>
    public ConsumerGroupHeartbeatResponse Beat(string member, int epoch, string? instance = null) =>
        Send(new() { GroupId = GroupHarness.GroupId, MemberId = member, MemberEpoch = epoch, InstanceId = instance });

    /// <summary>A heartbeat that tells what the member owns, as "a0 a1".</summary>
    public ConsumerGroupHeartbeatResponse Beat(string member, int epoch, string owned, string? instance) =>
        Send(new() { GroupId = GroupHarness.GroupId, MemberId = member, MemberEpoch = epoch, InstanceId = instance, TopicPartitions = Owned(owned) });

    public ConsumerGroupHeartbeatResponse Send(ConsumerGroupHeartbeatRequest request, short version = 1) => SendLater(request, version).Response;

    public RecordedReply<ConsumerGroupHeartbeatResponse> SendLater(ConsumerGroupHeartbeatRequest request, short version = 1)
    {
        var reply = new RecordedReply<ConsumerGroupHeartbeatResponse>();
        var heartbeat = new ConsumerHeartbeat(request, version, "client", "/127.0.0.1");
        if (heartbeat.Check(Options) is { } refusal)
        {
            reply.Send(refusal);
        }
        else
        {
            Harness.Do(m => m.ConsumerHeartbeat(heartbeat, reply));
        }

        return reply;
    }

    /// <summary>Sends heartbeats for the members, with all they were told to own, until the group is stable.</summary>
    public Dictionary<string, string> Settle(params string[] members)
    {
        var owned = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int round = 0; round < 20; round++)
        {
            foreach (string member in members)
            {
                int epoch = Member(member).MemberEpoch;
                owned[member] = Assigned(Beat(member, epoch, owned.GetValueOrDefault(member, ""), null)) ?? owned.GetValueOrDefault(member, Current(member));
            }

            if (State == "Stable")
            {
                return owned;
            }
        }

        throw new InvalidOperationException("The group does not settle.");
    }

    public ConsumerGroupDescribeResponse.DescribedGroup Describe() =>
        Harness.Machine.DescribeConsumer() ?? throw new InvalidOperationException("The group is not a consumer group.");

    public ConsumerGroupDescribeResponse.Member Member(string id) => Describe().Members.Single(m => m.MemberId == id);

    public string Current(string id) => Text(Member(id).Assignment.TopicPartitions.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))));

    private List<ConsumerGroupHeartbeatRequest.TopicPartitionsData> Owned(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).GroupBy(p => p[..1]).Select(topic => new ConsumerGroupHeartbeatRequest.TopicPartitionsData
        {
            TopicId = Harness.Topics.Find(topic.Key)!.Id,
            Partitions = [.. topic.Select(p => p[1] - '0')],
        }),
    ];
}
