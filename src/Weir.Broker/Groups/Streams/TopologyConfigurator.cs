using Weir.Broker.Groups.Consumer;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups.Streams;

/// <summary>
/// Compares a topology with the topics there are, as Apache Kafka's coordinator does (KIP-1071): decides how many partitions internal topics get, and says
/// what is missing or does not fit.
/// </summary>
internal static class TopologyConfigurator
{
    private const int NamesShown = 3;

    public static ConfiguredTopology Configure(StreamsTopology topology, ITopicCatalog catalog)
    {
        List<string> missing = [.. topology.Subtopologies.SelectMany(s => s.SourceTopics).Where(name => catalog.Find(name) is null).Distinct().Order(StringComparer.Ordinal)];
        if (missing.Count > 0)
        {
            return ConfiguredTopology.With(new StreamsStatus(StreamsStatusCode.MissingSourceTopics, $"Source topics {Summarize(missing)} are missing."));
        }

        try
        {
            var counts = new PartitionCounts(topology, catalog);
            counts.Decide();
            return Configure(topology, catalog, counts);
        }
        catch (TopologyException e) when (e.Code is { } code)
        {
            return ConfiguredTopology.With(new StreamsStatus(code, e.Message));
        }
        catch (TopologyException e)
        {
            return new ConfiguredTopology(new Dictionary<string, int>(), new Dictionary<string, int>(), [], Problem: null) { Impossible = e.Message };
        }
    }

    private static ConfiguredTopology Configure(StreamsTopology topology, ITopicCatalog catalog, PartitionCounts counts)
    {
        var partitions = new Dictionary<string, int>(StringComparer.Ordinal);
        var create = new SortedDictionary<string, NewTopic>(StringComparer.Ordinal);
        foreach (StreamsGroupTopologyValue.TopicInfo topic in topology.Subtopologies.SelectMany(s => s.RepartitionSourceTopics.Concat(s.StateChangelogTopics)))
        {
            int expected = partitions[topic.Name] = counts.DecidedFor(topic.Name);
            if (catalog.Find(topic.Name) is not { } found)
            {
                create[topic.Name] = ToNewTopic(topic, expected);
            }
            else if (found.Partitions != expected)
            {
                throw new TopologyException(
                    StreamsStatusCode.IncorrectlyPartitionedTopics,
                    $"Existing topic {topic.Name} has different number of partitions: expected {expected}, found {found.Partitions}");
            }
        }

        Dictionary<string, int> tasks = topology.Subtopologies.ToDictionary(
            subtopology => subtopology.SubtopologyId, subtopology => StreamsTopology.SourcesOf(subtopology).Max(counts.Of), StringComparer.Ordinal);
        StreamsStatus? problem = create.Count == 0
            ? null
            : new StreamsStatus(StreamsStatusCode.MissingInternalTopics, $"Internal topics are missing: {Summarize([.. create.Keys])}");
        return new ConfiguredTopology(partitions, tasks, [.. create.Values], problem);
    }

    private static NewTopic ToNewTopic(StreamsGroupTopologyValue.TopicInfo topic, int partitions)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (StreamsGroupTopologyValue.TopicConfig config in topic.TopicConfigs)
        {
            settings[config.Key] = config.Value;
        }

        return new NewTopic(topic.Name, partitions, topic.ReplicationFactor == 0 ? (short)-1 : topic.ReplicationFactor, settings);
    }

    private static string Summarize(List<string> names)
    {
        string shown = string.Join(", ", names.Take(NamesShown));
        return names.Count > NamesShown ? $"{shown} and {names.Count - NamesShown} additional topics" : shown;
    }
}
