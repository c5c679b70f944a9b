namespace Weir.Testing;

/// <summary>A topic that is there when the embedded broker has started.</summary>
/// <param name="Name">A legal topic name.</param>
/// <param name="Partitions">Number of partitions, 1 or more.</param>
/// <param name="Configs">Topic settings by Kafka's names, such as <c>retention.ms</c>; null takes the defaults.</param>
public sealed record EmbeddedTopic(string Name, int Partitions = 1, IReadOnlyDictionary<string, string?>? Configs = null);
