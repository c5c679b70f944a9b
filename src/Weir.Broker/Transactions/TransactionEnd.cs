namespace Weir.Broker.Transactions;

/// <summary>An EndTxn request.</summary>
/// <param name="ProducerId">Who asks.</param>
/// <param name="Epoch">With which epoch.</param>
/// <param name="IsCommit">Commit or abort.</param>
/// <param name="BumpsEpoch">Transactions V2 (KIP-890): every end of a transaction raises the epoch.</param>
internal readonly record struct TransactionEnd(long ProducerId, short Epoch, bool IsCommit, bool BumpsEpoch);
