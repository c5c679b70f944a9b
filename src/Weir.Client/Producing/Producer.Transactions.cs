using Weir.Client.Producing.Transactions;

namespace Weir.Client;

/// <content>Transactions (KIP-98, KIP-447, KIP-890).</content>
public sealed partial class Producer<TKey, TValue>
{
    private TransactionManager Transactions => _accumulator.Transactions
        ?? throw new InvalidOperationException("This producer has no transactions. Set ProducerOptions.TransactionalId (transactional.id).");

    /// <summary>
    /// Makes the producer ready for transactions; call it once, before the first. Producers that were started earlier with the same
    /// <see cref="ProducerOptions.TransactionalId"/> are fenced, and a transaction they left open is ended, when this completes.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting; the initialization goes on, and another call waits on.</param>
    /// <exception cref="ApplicationRecoverableException">The coordinator refuses this producer.</exception>
    /// <exception cref="KafkaException">No answer came within <see cref="ProducerOptions.MaxBlock"/>; call it again to wait on.</exception>
    public Task InitTransactionsAsync(CancellationToken cancellationToken = default) => Transactions.InitAsync(cancellationToken);

    /// <summary>Opens a transaction: what is sent from now on is seen by readers of committed records all together, or never.</summary>
    /// <exception cref="InvalidOperationException">Transactions are not initialized, or one is open.</exception>
    /// <exception cref="ApplicationRecoverableException">The producer has failed for good.</exception>
    public void BeginTransaction() => Transactions.Begin();

    /// <summary>Makes the offsets of a group part of the open transaction: they count as committed when, and only when, it is.</summary>
    /// <param name="offsets">The next records to consume.</param>
    /// <param name="group">Who consumes: <see cref="Consumer{TKey, TValue}.GroupMetadata"/> of the consumer the records came from.</param>
    /// <param name="cancellationToken">Gives up waiting; the offsets may be part of the transaction all the same.</param>
    /// <exception cref="TransactionAbortableException">The group has rebalanced, or the offsets were refused: abort.</exception>
    /// <exception cref="ProducerFencedException">Another producer has taken over.</exception>
    public Task SendOffsetsToTransactionAsync(
        IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(group);
        return Transactions.SendOffsetsAsync(new Dictionary<TopicPartition, OffsetAndMetadata>(offsets), group, cancellationToken);
    }

    /// <summary>Sends what is buffered and commits; when it completes, the transaction is certain to become visible as a whole.</summary>
    /// <param name="cancellationToken">Gives up waiting; the outcome is open until another call has completed.</param>
    /// <exception cref="TransactionAbortableException">A record or an offset could not be stored: abort.</exception>
    /// <exception cref="ProducerFencedException">Another producer has taken over; nothing of the transaction will be visible.</exception>
    /// <exception cref="KafkaException">No answer came within <see cref="ProducerOptions.MaxBlock"/>; call it again to wait on.</exception>
    public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => Transactions.CommitAsync(cancellationToken);

    /// <summary>Aborts: what is buffered is dropped, what was sent is never seen by readers of committed records, offsets do not count.</summary>
    /// <param name="cancellationToken">Gives up waiting; the abort goes on, and another call waits on.</param>
    /// <exception cref="ProducerFencedException">Another producer has taken over; the transaction is aborted all the same.</exception>
    /// <exception cref="KafkaException">No answer came within <see cref="ProducerOptions.MaxBlock"/>; call it again to wait on.</exception>
    public Task AbortTransactionAsync(CancellationToken cancellationToken = default) => Transactions.AbortAsync(cancellationToken);
}
