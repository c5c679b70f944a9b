using Weir.Broker.Groups.Consumer;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Share;

/// <summary>Share groups as the protocol shows them.</summary>
internal static class ShareViews
{
    public static ShareGroupHeartbeatResponse.AssignmentData Assignment(ShareMember member) => new()
    {
        TopicPartitions = [.. member.Assigned.GroupBy(p => p.TopicId, p => p.Partition).Select(topic =>
            new ShareGroupHeartbeatResponse.TopicPartitions { TopicId = topic.Key, Partitions = [.. topic.Order()] })],
    };

    public static ListGroupsResponse.ListedGroup Summarize(ShareGroup group) => new()
    {
        GroupId = group.Id,
        ProtocolType = ShareGroup.TypeName,
        GroupState = group.State,
        GroupType = ShareGroup.TypeName,
    };

    public static ShareGroupDescribeResponse.DescribedGroup Describe(ShareGroup group, ITopicCatalog catalog) => new()
    {
        GroupId = group.Id,
        GroupState = group.State,
        GroupEpoch = group.Epoch,
        AssignmentEpoch = group.TargetEpoch,
        AssignorName = SimpleShareAssignor.AssignorName,
        Members = [.. group.Members.Select(member => new ShareGroupDescribeResponse.Member
        {
            MemberId = member.Id,
            RackId = member.RackId,
            MemberEpoch = member.Epoch,
            ClientId = member.ClientId,
            ClientHost = member.ClientHost,
            SubscribedTopicNames = [.. member.TopicNames],
            Assignment = Describe(member.Assigned, catalog),
        })],
    };

    private static ShareGroupDescribeResponse.Assignment Describe(IEnumerable<TopicIdPartition> partitions, ITopicCatalog catalog)
    {
        var assignment = new ShareGroupDescribeResponse.Assignment();
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
