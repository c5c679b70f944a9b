using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>CreatePartitions: more, as many, fewer, and assigned.</summary>
internal sealed class CreatePartitions(Dice dice) : RequestStep<CreatePartitionsRequest, CreatePartitionsResponse>(dice)
{
    private readonly bool _validateOnly = dice.Chance(20);
    private readonly List<(string Topic, int Count, List<int[]>? Assignments)> _topics =
        dice.Some(dice.Mostly(1, 2), () => (dice.Topic(), dice.Pick(0, -1, 1, 2, 3, 4), dice.Chance(25) ? dice.Some(2, () => dice.Mostly<int[]>([1], [], [9], [1, 1])) : null));

    protected override CreatePartitionsRequest Build(Side side) => new()
    {
        TimeoutMs = 30_000,
        ValidateOnly = _validateOnly,
        Topics =
        [
            .. _topics.Select(t => new CreatePartitionsRequest.CreatePartitionsTopic
            {
                Name = side.Full(t.Topic), Count = t.Count, Assignments = t.Assignments?.ConvertAll(ids => new CreatePartitionsRequest.CreatePartitionsAssignment { BrokerIds = [.. ids] }),
            }),
        ],
    };

    protected override Task LearnAsync(Side side, CreatePartitionsRequest request, CreatePartitionsResponse response) => side.SettleMetadataAsync();
}
