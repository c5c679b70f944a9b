namespace Weir.Broker.Groups;

/// <summary>A producer that commits offsets as part of a transaction.</summary>
internal readonly record struct GroupProducer(long Id, short Epoch);
