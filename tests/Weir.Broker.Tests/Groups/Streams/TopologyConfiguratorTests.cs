using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Streams;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>How many partitions internal topics get, and what does not fit.</summary>
public sealed class TopologyConfiguratorTests
{
    private readonly FakeTopics _topics = new();

    public TopologyConfiguratorTests()
    {
        _topics.Set("two", 2);
        _topics.Set("three", 3);
    }

    [Fact]
    public void Repartition_topic_gets_the_most_its_writers_read_from_over_several_steps()
    {
        ConfiguredTopology configured = Configure(
            Subtopology("0", ["two", "three"], sinks: ["r1"]),
            Subtopology("1", [], [Topic("r1")], sinks: ["r2"]),
            Subtopology("2", ["two"], [Topic("r2")], changelogs: ["log"]));

        Assert.Equal([("log", 3), ("r1", 3), ("r2", 3)], configured.Missing.Select(topic => (topic.Name, topic.Partitions)));
        Assert.Equal([("0", 3), ("1", 3), ("2", 3)], configured.Tasks.Select(tasks => (tasks.Key, tasks.Value)).OrderBy(tasks => tasks.Key));
    }

    [Fact]
    public void Repartition_topic_of_a_given_size_keeps_it()
    {
        ConfiguredTopology configured = Configure(Subtopology("0", ["three"], sinks: ["r"]), Subtopology("1", [], [Topic("r", 7)], changelogs: ["log"]));
        Assert.Equal([("log", 7), ("r", 7)], configured.Missing.Select(topic => (topic.Name, topic.Partitions)));
    }

    [Fact]
    public void Copartitioned_repartition_topics_follow_the_source_topic_or_the_largest()
    {
        StreamsGroupTopologyValue.Subtopology joined = Subtopology("1", ["two"], [Topic("r")]);
        joined.CopartitionGroups.Add(new() { SourceTopics = [0], RepartitionSourceTopics = [0] });
        Assert.Equal(2, Configure(Subtopology("0", ["three"], sinks: ["r"]), joined).Partitions["r"]);

        StreamsGroupTopologyValue.Subtopology both = Subtopology("2", [], [Topic("a"), Topic("b")]);
        both.CopartitionGroups.Add(new() { RepartitionSourceTopics = [0, 1] });
        ConfiguredTopology largest = Configure(Subtopology("0", ["two"], sinks: ["a"]), Subtopology("1", ["three"], sinks: ["b"]), both);
        Assert.Equal((3, 3), (largest.Partitions["a"], largest.Partitions["b"]));
    }

    [Fact]
    public void Copartitioned_topics_of_different_sizes_are_told_of()
    {
        StreamsGroupTopologyValue.Subtopology sources = Subtopology("0", ["two", "three"]);
        sources.CopartitionGroups.Add(new() { SourceTopics = [0, 1] });
        AssertIncorrect("Following topics do not have the same number of partitions: [{three=3, two=2}]", sources);

        StreamsGroupTopologyValue.Subtopology mixed = Subtopology("0", ["two"], [Topic("r", 4)], sinks: ["r"]);
        mixed.CopartitionGroups.Add(new() { SourceTopics = [0], RepartitionSourceTopics = [0] });
        AssertIncorrect("Number of partitions [4] of repartition topic [r] doesn't match number of partitions [2] of the source topic.", mixed);

        StreamsGroupTopologyValue.Subtopology given = Subtopology("0", [], [Topic("a", 1), Topic("b", 2)], sinks: ["a", "b"]);
        given.CopartitionGroups.Add(new() { RepartitionSourceTopics = [0, 1] });
        AssertIncorrect("Following topics do not have the same number of partitions: [{a=1, b=2}]", given);
    }

    [Fact]
    public void Existing_internal_topic_of_another_size_is_told_of()
    {
        _topics.Set("log", 5);
        AssertIncorrect("Existing topic log has different number of partitions: expected 3, found 5", Subtopology("0", ["three"], changelogs: ["log"]));
    }

    [Fact]
    public void Many_missing_topics_are_counted()
    {
        ConfiguredTopology configured = Configure(Subtopology("0", ["e", "d", "c", "b", "a", "two"]));
        Assert.Equal(new StreamsStatus(StreamsStatusCode.MissingSourceTopics, "Source topics a, b, c and 2 additional topics are missing."), configured.Problem);
    }

    [Fact]
    public void Loop_of_repartition_topics_is_impossible()
    {
        ConfiguredTopology configured = Configure(Subtopology("0", [], [Topic("a")], sinks: ["b"]), Subtopology("1", [], [Topic("b")], sinks: ["a"]));
        Assert.Contains("loops", configured.Impossible, StringComparison.Ordinal);
        Assert.False(configured.IsReady);
    }

    [Fact]
    public void Settings_and_replication_of_internal_topics_are_those_asked_for()
    {
        StreamsGroupTopologyValue.Subtopology subtopology = Subtopology("0", ["two"], changelogs: ["log", "log-3"]);
        subtopology.StateChangelogTopics[0].TopicConfigs.Add(new() { Key = "cleanup.policy", Value = "compact" });
        subtopology.StateChangelogTopics[1].ReplicationFactor = 3;
        ConfiguredTopology configured = Configure(subtopology);

        Assert.Equal("compact", configured.Missing[0].Configs["cleanup.policy"]);
        Assert.Equal([-1, 3], configured.Missing.Select(topic => (int)topic.ReplicationFactor));
    }

    [Fact]
    public void Topic_that_goes_while_the_topology_is_looked_at_counts_as_it_was_first_seen()
    {
        var topology = new StreamsTopology(new StreamsGroupTopologyValue { Subtopologies = [Subtopology("0", ["three"], sinks: ["r"]), Subtopology("1", ["two"], [Topic("r")], changelogs: ["log"])] });
        var watch = new TopologyWatch(new VanishingTopics(_topics));

        Assert.Equal(3, watch.Look(topology, out _).Tasks["1"]);
        Assert.Equal(StreamsStatusCode.MissingSourceTopics, watch.Look(topology, out _).Problem!.Code);
    }

    /// <summary>Every topic is gone as soon as it has been seen.</summary>
    private sealed class VanishingTopics(FakeTopics topics) : ITopicCatalog
    {
        public long Version => topics.Version;

        public IEnumerable<string> Names => topics.Names;

        public TopicInfo? Find(string name)
        {
            TopicInfo? found = topics.Find(name);
            topics.Remove(name);
            return found;
        }

        public TopicInfo? Find(Guid id) => topics.Find(id);
    }

    private static StreamsGroupTopologyValue.TopicInfo Topic(string name, int partitions = 0) => new() { Name = name, Partitions = partitions };

    private static StreamsGroupTopologyValue.Subtopology Subtopology(
        string id, string[] sources, StreamsGroupTopologyValue.TopicInfo[]? repartitions = null, string[]? sinks = null, string[]? changelogs = null) => new()
        {
            SubtopologyId = id,
            SourceTopics = [.. sources],
            RepartitionSourceTopics = [.. repartitions ?? []],
            RepartitionSinkTopics = [.. sinks ?? []],
            StateChangelogTopics = [.. (changelogs ?? []).Select(name => Topic(name))],
        };

    private ConfiguredTopology Configure(params StreamsGroupTopologyValue.Subtopology[] subtopologies) =>
        TopologyConfigurator.Configure(new StreamsTopology(new StreamsGroupTopologyValue { Subtopologies = [.. subtopologies] }), _topics);

    private void AssertIncorrect(string message, params StreamsGroupTopologyValue.Subtopology[] subtopologies)
    {
        ConfiguredTopology configured = Configure(subtopologies);
        Assert.Equal(new StreamsStatus(StreamsStatusCode.IncorrectlyPartitionedTopics, message), configured.Problem);
        Assert.Empty(configured.Missing);
    }
}
