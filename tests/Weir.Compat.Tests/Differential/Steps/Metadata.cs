using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Metadata of all topics, of some by name, by id, and by both.</summary>
internal sealed class Metadata(Dice dice) : RequestStep<MetadataRequest, MetadataResponse>(dice)
{
    private readonly bool _asksForAll = dice.Chance(20);
    private readonly bool _includesOperations = dice.Chance(20);
    private readonly List<(string Topic, string By)> _topics = dice.Some(3, () => (dice.Mostly(dice.Topic(), "a b", ""), dice.Mostly("name", "id", "id", "both")));

    protected override MetadataRequest Build(Side side) => new()
    {
        AllowAutoTopicCreation = false,
        IncludeClusterAuthorizedOperations = _includesOperations,
        IncludeTopicAuthorizedOperations = _includesOperations,
        Topics = _asksForAll ? (Version == 0 ? [] : null) : [.. _topics.Select(t => Topic(side, t.Topic, Version < 10 ? "name" : t.By))],
    };

    protected override void Keep(Side side, MetadataResponse response)
    {
        if (_asksForAll)
        {
            response.Topics.RemoveAll(t => !side.Names.IsOurs(t.Name));
        }
    }

    private static MetadataRequest.MetadataRequestTopic Topic(Side side, string topic, string by) => new()
    {
        Name = by is "name" or "both" ? side.Full(topic) : null,
        TopicId = by is "id" or "both" ? side.TopicId(topic) : Guid.Empty,
    };
}
