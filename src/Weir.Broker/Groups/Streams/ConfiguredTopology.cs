namespace Weir.Broker.Groups.Streams;

/// <summary>A topology compared with the topics there are.</summary>
/// <param name="Partitions">How many partitions its internal topics have or are to have; empty when that cannot be told.</param>
/// <param name="Tasks">How many tasks each subtopology has; empty when that cannot be told.</param>
/// <param name="Missing">Internal topics to be created.</param>
/// <param name="Problem">What keeps the topology from being assigned; null when nothing does.</param>
internal sealed record ConfiguredTopology(
    IReadOnlyDictionary<string, int> Partitions,
    IReadOnlyDictionary<string, int> Tasks,
    IReadOnlyList<NewTopic> Missing,
    StreamsStatus? Problem)
{
    /// <summary>Why the topology can never be assigned: an error, not a status. Null when it may.</summary>
    public string? Impossible { get; init; }

    public bool IsReady => Problem is null && Impossible is null;

    public static ConfiguredTopology With(StreamsStatus problem) => new(new Dictionary<string, int>(), new Dictionary<string, int>(), [], problem);
}
