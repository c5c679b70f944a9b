namespace Weir.Client.Producing.Transactions;

/// <summary>Where a transactional producer stands; as <c>TransactionManager.State</c> of the Java client.</summary>
internal enum TransactionPhase
{
    Uninitialized,
    Initializing,
    Ready,
    InTransaction,
    Committing,
    Aborting,

    /// <summary>The open transaction can only be aborted.</summary>
    AbortableError,

    /// <summary>The producer can only be disposed.</summary>
    FatalError,
}
