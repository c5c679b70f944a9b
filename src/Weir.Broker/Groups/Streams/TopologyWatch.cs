using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Groups.Streams;

/// <summary>A topology compared with the topics there are, anew when these have changed.</summary>
/// <remarks>Thread model: owned by its <see cref="StreamsMachine"/>; the catalog may change at any time, and is then looked at again.</remarks>
internal sealed class TopologyWatch(ITopicCatalog catalog)
{
    private StreamsTopology? _topology;
    private ConfiguredTopology? _configured;
    private long _hash;
    private long _seenVersion;

    public ITopicCatalog Catalog => catalog;

    /// <param name="topology">The topology.</param>
    /// <param name="hash">Tells whether its topics have changed.</param>
    public ConfiguredTopology Look(StreamsTopology topology, out long hash)
    {
        // Read before the topics are: a change in between is seen the next time.
        long version = catalog.Version;
        if (_configured is null || version != _seenVersion || !ReferenceEquals(topology, _topology))
        {
            var topics = new TopicsAsSeen(catalog);
            _configured = TopologyConfigurator.Configure(topology, topics);
            _hash = TopicsHash.Of(topology.RequiredTopics, topics);
            _topology = topology;
            _seenVersion = version;
        }

        hash = _hash;
        return _configured;
    }
}
