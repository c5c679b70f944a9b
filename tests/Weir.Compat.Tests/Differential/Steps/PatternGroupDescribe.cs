using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>
/// ConsumerGroupDescribe of groups that subscribe by regular expression. How many partitions each member has is compared: which ones Kafka lets it keep depends on
/// the ids of topics.
/// </summary>
internal sealed class PatternGroupDescribe(Dice dice) : RequestStep<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(dice)
{
    private readonly string _group = dice.Pick("c0", "c0", "c1", "c2");

    protected override ConsumerGroupDescribeRequest Build(Side side) => new() { GroupIds = [side.Full(_group)] };

    protected override void Keep(Side side, ConsumerGroupDescribeResponse response)
    {
        foreach (var group in response.Groups)
        {
            (group.GroupEpoch, group.AssignmentEpoch) = (0, 0);
            foreach (var member in group.Members)
            {
                member.MemberEpoch = 0;
                (member.Assignment, member.TargetAssignment) = (Counted(member.Assignment), Counted(member.TargetAssignment));
            }
        }
    }

    private static ConsumerGroupDescribeResponse.Assignment Counted(ConsumerGroupDescribeResponse.Assignment assignment) =>
        new() { TopicPartitions = [new() { Partitions = [assignment.TopicPartitions.Sum(topic => topic.Partitions.Count)] }] };
}
