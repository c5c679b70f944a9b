namespace Weir.Broker.Transactions;

/// <summary>An InitProducerId request for a transactional id.</summary>
/// <param name="TimeoutMs">How long a transaction may stay open, in milliseconds.</param>
/// <param name="ExpectedProducerId">The id the producer has and wants to go on with after an error (KIP-360); -1 for none.</param>
/// <param name="ExpectedEpoch">The epoch it has; -1 for none.</param>
internal readonly record struct ProducerInit(int TimeoutMs, long ExpectedProducerId, short ExpectedEpoch)
{
    public bool HasExpected => ExpectedProducerId >= 0;
}
