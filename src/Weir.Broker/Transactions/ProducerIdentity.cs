using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>What a producer is told by InitProducerId and EndTxn: who it is from now on, or why not.</summary>
internal readonly record struct ProducerIdentity(ErrorCode Error, long ProducerId, short Epoch)
{
    public static ProducerIdentity Failed(ErrorCode error) => new(error, TransactionMetadata.NoProducerId, TransactionMetadata.NoEpoch);
}
