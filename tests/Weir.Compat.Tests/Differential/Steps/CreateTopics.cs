using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>CreateTopics: counts, assignments and settings, right and wrong; names that are taken and that are illegal.</summary>
internal sealed class CreateTopics : RequestStep<CreateTopicsRequest, CreateTopicsResponse>
{
    private readonly bool _validateOnly;
    private readonly List<CreateTopicsRequest.CreatableTopic> _topics;

    public CreateTopics(Dice dice)
        : base(dice)
    {
        _validateOnly = dice.Chance(10);
        _topics = dice.Some(dice.Mostly(1, 2), () => Draw(dice));
    }

    /// <summary>Creates a topic of one to three partitions, or of as many as are wanted.</summary>
    public CreateTopics(Dice dice, string name, int? partitions = null)
        : base(dice)
    {
        _topics = [new() { Name = name, NumPartitions = partitions ?? dice.Between(1, 3), ReplicationFactor = 1 }];
    }

    protected override CreateTopicsRequest Build(Side side) => new()
    {
        TimeoutMs = 30_000,
        ValidateOnly = _validateOnly,
        Topics =
        [
            .. _topics.Select(topic => new CreateTopicsRequest.CreatableTopic
            {
                Name = side.Full(topic.Name),
                NumPartitions = topic.NumPartitions,
                ReplicationFactor = topic.ReplicationFactor,
                Assignments = topic.Assignments,
                Configs = topic.Configs,
            }),
        ],
    };

    protected override Task LearnAsync(Side side, CreateTopicsRequest request, CreateTopicsResponse response) =>
        _validateOnly ? Task.CompletedTask : side.LearnTopicsAsync(_topics.Select(t => t.Name));

    // Kafka tells the id that the topic would have had.
    protected override void Keep(Side side, CreateTopicsResponse response)
    {
        foreach (var topic in response.Topics.Where(_ => _validateOnly))
        {
            topic.TopicId = Guid.Empty;
        }
    }

    private static CreateTopicsRequest.CreatableTopic Draw(Dice dice)
    {
        var isAssigned = dice.Chance(15);
        return new()
        {
            Name = dice.Mostly(dice.Pick("t0", "t1", "t2"), "", "a b", new string('l', 250), "x/y"),
            NumPartitions = isAssigned ? dice.Mostly(-1, 1) : dice.Mostly(dice.Pick(1, 2, 3), -1, 0, -2),
            ReplicationFactor = isAssigned ? dice.Mostly<short>(-1, 1) : dice.Mostly<short>(dice.Pick<short>(1, -1), 0),
            Assignments = isAssigned ? dice.Some(2, () => new CreateTopicsRequest.CreatableReplicaAssignment { PartitionIndex = dice.Pick(0, 1), BrokerIds = [.. dice.Mostly<int[]>([1], [], [9], [1, 1])] }) : [],
            Configs = dice.Chance(40) ? dice.Some(2, () => Settings.Draw(dice)).ConvertAll(s => new CreateTopicsRequest.CreatableTopicConfig { Name = s.Name, Value = s.Value }) : [],
        };
    }
}
