namespace Weir.Client;

/// <summary>A transactional id of the cluster.</summary>
/// <param name="TransactionalId">Its name.</param>
/// <param name="ProducerId">The number it has now.</param>
/// <param name="State">Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort or PrepareEpochFence.</param>
public sealed record TransactionListing(string TransactionalId, long ProducerId, string State);
