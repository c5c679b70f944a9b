namespace Weir.Topics;

/// <summary>A topic as <c>weir topic list --json</c> shows it.</summary>
internal sealed record TopicSummaryJson(string Name, int Partitions, bool Internal);
