using System.Globalization;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Streams;

/// <summary>
/// Decides how many partitions the internal topics of a topology get: a repartition topic as many as the application says, else the most any subtopology that
/// writes to it reads from; then as many as the topics it is copartitioned with; and a changelog as many as its subtopology reads from.
/// </summary>
/// <remarks>Thread model: a value on one thread's stack.</remarks>
internal sealed class PartitionCounts(StreamsTopology topology, ITopicCatalog catalog)
{
    private readonly Dictionary<string, int> _decided = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repartitions = topology.Subtopologies
        .SelectMany(subtopology => subtopology.RepartitionSourceTopics)
        .Select(topic => topic.Name)
        .ToHashSet(StringComparer.Ordinal);

    /// <exception cref="TopologyException">The topics there are do not fit, or none could.</exception>
    public void Decide()
    {
        DecideRepartitions();
        foreach (StreamsGroupTopologyValue.Subtopology subtopology in topology.Subtopologies)
        {
            subtopology.CopartitionGroups.ForEach(group => Copartition(subtopology, group));
        }

        foreach (StreamsGroupTopologyValue.Subtopology subtopology in topology.Subtopologies)
        {
            int partitions = StreamsTopology.SourcesOf(subtopology).Max(Of);
            subtopology.StateChangelogTopics.ForEach(topic => _decided[topic.Name] = partitions);
        }
    }

    /// <summary>Partitions of a topic as it is, or as it is to be.</summary>
    public int Of(string topic) => catalog.Find(topic)?.Partitions ?? _decided[topic];

    /// <summary>Partitions an internal topic is to have.</summary>
    public int DecidedFor(string topic) => _decided[topic];

    private void DecideRepartitions()
    {
        List<StreamsGroupTopologyValue.TopicInfo> open = [];
        foreach (StreamsGroupTopologyValue.TopicInfo topic in topology.Subtopologies.SelectMany(subtopology => subtopology.RepartitionSourceTopics))
        {
            if (topic.Partitions != 0)
            {
                _decided[topic.Name] = topic.Partitions;
            }
            else
            {
                open.Add(topic);
            }
        }

        if (open.Exists(topic => !WritersOf(topic.Name).Any()))
        {
            throw new TopologyException(
                null, "Failed to compute number of partitions for all repartition topics, because a repartition source topic is never used as a sink topic.");
        }

        while (open.Count > 0)
        {
            if (open.RemoveAll(TryDecide) == 0)
            {
                throw new TopologyException(
                    null, "Failed to compute number of partitions for all repartition topics. There may be loops in the topology that cannot be resolved.");
            }
        }
    }

    /// <summary>Goes by the writers' sources known so far, as Kafka does: a later one that has more partitions is a mistake of the topology's.</summary>
    private bool TryDecide(StreamsGroupTopologyValue.TopicInfo topic)
    {
        List<int> known = [.. WritersOf(topic.Name).SelectMany(StreamsTopology.SourcesOf).Select(Known).OfType<int>()];
        if (known.Count > 0)
        {
            _decided[topic.Name] = known.Max();
        }

        return known.Count > 0;
    }

    // A repartition topic that exists already counts as the topology wants it: should that differ, it is the topic that is wrong.
    private int? Known(string topic) =>
        _decided.TryGetValue(topic, out int decided) ? decided
        : _repartitions.Contains(topic) ? null
        : catalog.Find(topic)?.Partitions;

    private IEnumerable<StreamsGroupTopologyValue.Subtopology> WritersOf(string topic) =>
        topology.Subtopologies.Where(subtopology => subtopology.RepartitionSinkTopics.Contains(topic));

    private void Copartition(StreamsGroupTopologyValue.Subtopology subtopology, StreamsGroupTopologyValue.CopartitionGroup group)
    {
        List<string> external = group.SourceTopics.ConvertAll(index => subtopology.SourceTopics[index]);
        List<StreamsGroupTopologyValue.TopicInfo> internals = group.RepartitionSourceTopics.ConvertAll(index => subtopology.RepartitionSourceTopics[index]);
        List<string> given = internals.Where(topic => topic.Partitions != 0).Select(topic => topic.Name).ToList();
        List<string> flexible = internals.Where(topic => topic.Partitions == 0).Select(topic => topic.Name).ToList();
        if (external.Count + internals.Count == 0)
        {
            return;
        }

        int partitions = external.Count > 0 ? Same(external) : given.Count > 0 ? Same(given) : flexible.Max(Of);
        if (given.Find(topic => Of(topic) != partitions) is { } different)
        {
            throw Incorrect($"Number of partitions [{Of(different)}] of repartition topic [{different}] doesn't match number of partitions [{partitions}] of the source topic.");
        }

        flexible.ForEach(topic => _decided[topic] = partitions);
    }

    private int Same(List<string> topics)
    {
        int first = Of(topics[0]);
        if (topics.Exists(topic => Of(topic) != first))
        {
            IEnumerable<string> counts = topics.Order(StringComparer.Ordinal).Select(topic => string.Create(CultureInfo.InvariantCulture, $"{topic}={Of(topic)}"));
            throw Incorrect($"Following topics do not have the same number of partitions: [{{{string.Join(", ", counts)}}}]");
        }

        return first;
    }

    private static TopologyException Incorrect(string message) => new(StreamsStatusCode.IncorrectlyPartitionedTopics, message);
}
