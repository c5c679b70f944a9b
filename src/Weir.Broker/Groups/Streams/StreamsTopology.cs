using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>The topology of a streams group as its first member told it (KIP-1071): subtopologies with their source topics and the internal topics between them.</summary>
internal sealed class StreamsTopology(StreamsGroupTopologyValue value)
{
    private readonly Dictionary<string, string> _subtopologyBySource = Sources(value);

    /// <summary>The topology as it is stored.</summary>
    public StreamsGroupTopologyValue Value { get; } = value;

    public int Epoch => Value.Epoch;

    /// <summary>By id.</summary>
    public IReadOnlyList<StreamsGroupTopologyValue.Subtopology> Subtopologies { get; } =
        [.. value.Subtopologies.OrderBy(subtopology => subtopology.SubtopologyId, StringComparer.Ordinal)];

    /// <summary>Every topic there has to be.</summary>
    public IReadOnlyList<string> RequiredTopics { get; } =
    [
        .. value.Subtopologies
            .SelectMany(subtopology => SourcesOf(subtopology).Concat(subtopology.StateChangelogTopics.Select(topic => topic.Name)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The topics a subtopology reads, those other subtopologies repartition into included.</summary>
    public static IEnumerable<string> SourcesOf(StreamsGroupTopologyValue.Subtopology subtopology) =>
        subtopology.SourceTopics.Concat(subtopology.RepartitionSourceTopics.Select(topic => topic.Name));

    /// <summary>Takes over what a member tells.</summary>
    public static StreamsTopology From(StreamsGroupHeartbeatRequest.TopologyData told) => new(new StreamsGroupTopologyValue
    {
        Epoch = told.Epoch,
        Subtopologies = told.Subtopologies.ConvertAll(subtopology => new StreamsGroupTopologyValue.Subtopology
        {
            SubtopologyId = subtopology.SubtopologyId,
            SourceTopics = subtopology.SourceTopics,
            SourceTopicRegex = subtopology.SourceTopicRegex,
            StateChangelogTopics = subtopology.StateChangelogTopics.ConvertAll(ToTopic),
            RepartitionSinkTopics = subtopology.RepartitionSinkTopics,
            RepartitionSourceTopics = subtopology.RepartitionSourceTopics.ConvertAll(ToTopic),
            CopartitionGroups = subtopology.CopartitionGroups.ConvertAll(group => new StreamsGroupTopologyValue.CopartitionGroup
            {
                SourceTopics = group.SourceTopics,
                SourceTopicRegex = group.SourceTopicRegex,
                RepartitionSourceTopics = group.RepartitionSourceTopics,
            }),
        }),
    });

    /// <summary>What of a topology cannot be worked with, whatever topics there are.</summary>
    /// <returns>Null when there is nothing wrong.</returns>
    public static string? ProblemOf(StreamsGroupHeartbeatRequest.TopologyData told)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (StreamsGroupHeartbeatRequest.Subtopology subtopology in told.Subtopologies)
        {
            string id = subtopology.SubtopologyId;
            if (!ids.Add(id))
            {
                return $"Subtopology {id} is named twice.";
            }

            if (subtopology.SourceTopics.Count + subtopology.RepartitionSourceTopics.Count == 0)
            {
                return $"Subtopology {id} does not contain any source topics.";
            }

            if (subtopology.RepartitionSourceTopics.Find(topic => topic.Partitions < 0) is { } negative)
            {
                return $"Repartition topic {negative.Name} has a partition count of {negative.Partitions}: 0 leaves it to the broker.";
            }

            bool outside = subtopology.CopartitionGroups.Exists(group =>
                group.SourceTopics.Exists(index => index < 0 || index >= subtopology.SourceTopics.Count)
                || group.RepartitionSourceTopics.Exists(index => index < 0 || index >= subtopology.RepartitionSourceTopics.Count));
            if (outside)
            {
                return $"A copartition group of subtopology {id} refers to a topic the subtopology does not have.";
            }
        }

        return told.Epoch < 0 ? "Topology epoch must be non-negative." : null;
    }

    /// <summary>Whether the other has the same epoch and subtopologies, in whatever order.</summary>
    public bool IsSameAs(StreamsTopology other) => Encode().AsSpan().SequenceEqual(other.Encode());

    /// <summary>The subtopology that reads a topic; null when none does.</summary>
    public string? SubtopologyReading(string topic) => _subtopologyBySource.GetValueOrDefault(topic);

    private static StreamsGroupTopologyValue.TopicInfo ToTopic(StreamsGroupHeartbeatRequest.TopicInfo topic) => new()
    {
        Name = topic.Name,
        Partitions = topic.Partitions,
        ReplicationFactor = topic.ReplicationFactor,
        TopicConfigs = topic.TopicConfigs.ConvertAll(config => new StreamsGroupTopologyValue.TopicConfig { Key = config.Key, Value = config.Value }),
    };

    private static Dictionary<string, string> Sources(StreamsGroupTopologyValue value)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (StreamsGroupTopologyValue.Subtopology subtopology in value.Subtopologies)
        {
            foreach (string topic in SourcesOf(subtopology))
            {
                sources[topic] = subtopology.SubtopologyId;
            }
        }

        return sources;
    }

    private byte[] Encode() => VersionedStructure.Encode(new StreamsGroupTopologyValue { Epoch = Epoch, Subtopologies = [.. Subtopologies] }, 0);
}
