namespace Weir.Client;

/// <summary>How far a share group has come in a partition.</summary>
/// <param name="StartOffset">First offset it has still to do with; -1 before it has begun.</param>
/// <param name="Lag">Records not yet done with (KIP-1226, Kafka 4.3); null when the broker does not tell.</param>
public readonly record struct ShareGroupOffset(long StartOffset, long? Lag);
