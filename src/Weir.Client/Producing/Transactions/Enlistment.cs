namespace Weir.Client.Producing.Transactions;

/// <summary>Makes partitions part of the open transaction before the first batch goes there: with V2 brokers do that by themselves, with V1 the coordinator has to be told first.</summary>
/// <remarks>
/// Thread model: <see cref="Enlist"/> comes under the lock of a <see cref="PartitionQueue"/>, which is outside of the lock here. One background loop asks the
/// coordinator; it takes up whatever has come while it asked.
/// </remarks>
internal sealed class Enlistment(
    TransactionRequests requests, TransactionStatus status, Func<KafkaException, KafkaException> fail, Action onAdded, CancellationToken cancellationToken)
{
    private readonly Lock _lock = new();
    private readonly List<PartitionQueue> _wanted = [];
    private Task _running = Task.CompletedTask;

    /// <summary>The end of what is being asked.</summary>
    public Task Running
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <summary>A batch is being opened: its partition has to be part of the transaction.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    /// <exception cref="KafkaException">The transaction has failed.</exception>
    public void Enlist(PartitionQueue queue)
    {
        long number = status.EnsureOpen();
        if (queue.EnlistedIn == number)
        {
            return;
        }

        queue.EnlistedIn = number;
        if (status.IsV2)
        {
            status.Use();
            queue.AddedIn = number;
            return;
        }

        lock (_lock)
        {
            _wanted.Add(queue);
            if (_running.IsCompleted)
            {
                _running = Task.Run(RunAsync, CancellationToken.None);
            }
        }
    }

    /// <summary>The identity is the one of the open transaction. It does not change while a batch waits to be sent.</summary>
    public bool IsCurrent(ProducerIdentity identity) => status.Identity == identity;

    /// <summary>Batches may go to the partition.</summary>
    public static bool IsDone(PartitionQueue queue) => queue.AddedIn == queue.EnlistedIn;

    /// <summary>What nobody was told of yet is not to be told any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _wanted.Clear();
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            PartitionQueue[] queues;
            lock (_lock)
            {
                queues = [.. _wanted];
                _wanted.Clear();
                if (queues.Length == 0)
                {
                    // Completed under the lock, so that the next one who comes starts another run.
                    _running = Task.CompletedTask;
                    return;
                }
            }

            try
            {
                await requests.AddPartitionsAsync(
                    status.Identity, queues.Select(static queue => new TopicPartition(queue.Topic, queue.Partition)), cancellationToken).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                fail(e);
                continue;
            }

            status.Use();
            foreach (PartitionQueue queue in queues)
            {
                queue.AddedIn = queue.EnlistedIn;
            }

            onAdded();
        }
    }
}
