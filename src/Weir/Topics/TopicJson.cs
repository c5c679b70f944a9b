namespace Weir.Topics;

/// <summary>A topic as <c>weir topic describe --json</c> shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id as Kafka writes it; null on brokers before 2.8.</param>
/// <param name="Partitions">In order.</param>
/// <param name="Configs">Settings of its own; with <c>--all-configs</c>, all.</param>
internal sealed record TopicJson(string Name, string? Id, PartitionJson[] Partitions, Dictionary<string, string?> Configs);
