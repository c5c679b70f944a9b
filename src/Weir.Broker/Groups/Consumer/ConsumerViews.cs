using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Consumer;

/// <summary>Consumer groups as the protocol shows them.</summary>
internal static class ConsumerViews
{
    private const sbyte ClassicMember = 0;
    private const sbyte ConsumerProtocolMember = 1;

    public static ConsumerGroupHeartbeatResponse.AssignmentData Assignment(ConsumerMember member) => new()
    {
        TopicPartitions = [.. member.Assigned.Keys.GroupBy(p => p.TopicId, p => p.Partition).Select(topic =>
            new ConsumerGroupHeartbeatResponse.TopicPartitions { TopicId = topic.Key, Partitions = [.. topic.Order()] })],
    };

    public static ListGroupsResponse.ListedGroup Summarize(ConsumerGroup group) => new()
    {
        GroupId = group.Id,
        ProtocolType = ConsumerGroup.TypeName,
        GroupState = group.State.ToString(),
        GroupType = ConsumerGroup.TypeName,
    };

    public static ConsumerGroupDescribeResponse.DescribedGroup Describe(ConsumerGroup group, ConsumerOptions options, ITopicCatalog catalog) => new()
    {
        GroupId = group.Id,
        GroupState = group.State.ToString(),
        GroupEpoch = group.Epoch,
        AssignmentEpoch = group.TargetEpoch,
        AssignorName = ServerAssignors.Preferred(group.Members, options.Assignors),
        Members = [.. group.Members.Select(member => new ConsumerGroupDescribeResponse.Member
        {
            MemberId = member.Id,
            InstanceId = member.InstanceId,
            RackId = member.RackId,
            MemberEpoch = member.Epoch,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            SubscribedTopicNames = [.. member.TopicNames],
            SubscribedTopicRegex = member.TopicRegex,
            Assignment = Describe(member.Assigned.Keys, catalog),
            TargetAssignment = Describe(member.Target, catalog),
            MemberType = member.Classic is null ? ConsumerProtocolMember : ClassicMember,
        })],
    };

    private static ConsumerGroupDescribeResponse.Assignment Describe(IEnumerable<TopicIdPartition> partitions, ITopicCatalog catalog)
    {
        var assignment = new ConsumerGroupDescribeResponse.Assignment();
        foreach (IGrouping<Guid, int> topic in partitions.GroupBy(p => p.TopicId, p => p.Partition))
        {
            if (catalog.Find(topic.Key) is { } known)
            {
                assignment.TopicPartitions.Add(new() { TopicId = topic.Key, TopicName = known.Name, Partitions = [.. topic.Order()] });
            }
        }

        return assignment;
    }
}
