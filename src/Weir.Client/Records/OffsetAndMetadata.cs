namespace Weir.Client;

/// <summary>An offset as a group commits it.</summary>
/// <param name="Offset">The next record to consume, not the last one consumed.</param>
/// <param name="LeaderEpoch">Leader epoch of the last record consumed, or -1 when unknown (KIP-320).</param>
/// <param name="Metadata">Free text kept with the offset; brokers take at most 4096 bytes by default.</param>
public readonly record struct OffsetAndMetadata(long Offset, int LeaderEpoch = -1, string Metadata = "");
