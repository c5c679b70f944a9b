using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Streams;

/// <summary>A catalog of topics that gives the same answer each time it is asked for a topic, whatever comes and goes meanwhile.</summary>
/// <remarks>Thread model: a value on one thread's stack.</remarks>
internal sealed class TopicsAsSeen(ITopicCatalog catalog) : ITopicCatalog
{
    private readonly Dictionary<string, TopicInfo?> _seen = new(StringComparer.Ordinal);

    public long Version { get; } = catalog.Version;

    public IEnumerable<string> Names => catalog.Names;

    public TopicInfo? Find(string name)
    {
        if (!_seen.TryGetValue(name, out TopicInfo? topic))
        {
            _seen[name] = topic = catalog.Find(name);
        }

        return topic;
    }

    public TopicInfo? Find(Guid id) => catalog.Find(id);
}
