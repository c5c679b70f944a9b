using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ListPartitionReassignments: there are none.</summary>
internal sealed class ListPartitionReassignments(Dice dice) : RequestStep<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse>(dice)
{
    private readonly List<string> _topics = [.. dice.Some(2, dice.Topic).Distinct()];

    protected override ListPartitionReassignmentsRequest Build(Side side) =>
        new() { Topics = _topics.ConvertAll(topic => new ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics { Name = side.Full(topic), PartitionIndexes = [0, 1] }) };
}
