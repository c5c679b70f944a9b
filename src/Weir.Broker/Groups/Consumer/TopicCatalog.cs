namespace Weir.Broker.Groups.Consumer;

/// <summary>The broker's topics as groups see them.</summary>
internal sealed class TopicCatalog(TopicRegistry topics) : ITopicCatalog
{
    public long Version => topics.Version;

    public IEnumerable<string> Names => topics.All.Select(topic => topic.Name);

    public TopicInfo? Find(string name) => topics.TryGet(name, out Topic? topic) ? ToInfo(topic) : null;

    public TopicInfo? Find(Guid id) => topics.TryGet(id, out Topic? topic) ? ToInfo(topic) : null;

    private static TopicInfo ToInfo(Topic topic) => new(topic.Name, topic.Id, topic.Partitions.Count);
}
