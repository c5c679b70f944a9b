namespace Weir.Topics;

/// <summary>A partition as <c>weir topic describe --json</c> shows it. Offsets are null while it has no leader, which is then -1.</summary>
internal sealed record PartitionJson(
    int Partition, int Leader, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync, long? FirstOffset, long? EndOffset);
