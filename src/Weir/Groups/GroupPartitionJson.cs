namespace Weir.Groups;

/// <summary>A partition of a group as <c>weir group describe --json</c> shows it.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Committed">Next record to consume; null when nothing was committed.</param>
/// <param name="End">Offset behind the last record; null when the partition does not exist any more or has no leader.</param>
/// <param name="Lag">Records between the two; null when either is unknown.</param>
/// <param name="Member">Client id of the owner; null when nobody owns it.</param>
/// <param name="Host">Where the owner connects from.</param>
internal sealed record GroupPartitionJson(
    string Topic, int Partition, long? Committed, long? End, long? Lag, string? Member, string? Host);
