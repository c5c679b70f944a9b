using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DeleteTopics by name and by id.</summary>
internal sealed class DeleteTopics(Dice dice) : RequestStep<DeleteTopicsRequest, DeleteTopicsResponse>(dice)
{
    private readonly List<(string Topic, bool IsById)> _topics = dice.Some(dice.Mostly(1, 2, 3), () => (dice.Topic(), dice.Chance(40)));

    protected override DeleteTopicsRequest Build(Side side) => new()
    {
        TimeoutMs = 30_000,
        TopicNames = [.. _topics.Select(t => side.Full(t.Topic))],
        Topics = [.. _topics.Select(t => t.IsById ? new DeleteTopicsRequest.DeleteTopicState { TopicId = side.TopicId(t.Topic) } : new() { Name = side.Full(t.Topic) })],
    };

    protected override Task LearnAsync(Side side, DeleteTopicsRequest request, DeleteTopicsResponse response) => side.SettleMetadataAsync();
}
