namespace Weir.Broker.Tests.Transactions.Simulation;

/// <summary>A record or a marker. <paramref name="Transaction"/> is the number the producer gave its transaction, -1 for a marker.</summary>
internal sealed record SimulatedEntry(long ProducerId, short Epoch, int Transaction, bool IsMarker, bool IsCommit);
