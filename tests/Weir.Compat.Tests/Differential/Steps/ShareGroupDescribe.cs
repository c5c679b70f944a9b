using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>
/// ShareGroupDescribe of groups of every kind, but for the epochs, which brokers count in their own way, and for who has what: Kafka's choice depends on the ids of
/// topics and members, and balances each topic by itself. <see cref="Sharing.SettleAsync"/> has seen to it that everything is with somebody.
/// </summary>
internal sealed class ShareGroupDescribe(Dice dice) : RequestStep<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(dice)
{
    private readonly List<string> _groups = [.. dice.Some(2, () => dice.Mostly(Sharing.Group, "g0", "nothing", "")).Distinct()];
    private readonly bool _includesOperations = dice.Chance(20);

    protected override ShareGroupDescribeRequest Build(Side side) => new() { GroupIds = [.. _groups.Select(side.Full)], IncludeAuthorizedOperations = _includesOperations };

    protected override void Keep(Side side, ShareGroupDescribeResponse response)
    {
        foreach (var group in response.Groups)
        {
            (group.GroupEpoch, group.AssignmentEpoch) = (0, 0);
            foreach (var member in group.Members)
            {
                member.MemberEpoch = 0;
                member.Assignment = new();
            }
        }
    }
}
