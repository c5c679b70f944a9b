using Weir.Client.Diagnostics;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Protocol;

namespace Weir.Client.Producing.Transactions;

/// <summary>
/// Carries out what a program asks of transactions, one thing at a time: initialize, send offsets, commit, abort. A call that takes longer than
/// <c>max.block.ms</c> goes on in the background; calling it again waits on.
/// </summary>
/// <remarks>
/// Thread model: the program's calls come from any thread; <c>_running</c> is guarded by the lock. What happens meanwhile to batches and partitions
/// arrives on other threads and meets it in the <see cref="TransactionStatus"/>.
/// </remarks>
internal sealed class TransactionManager : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly ClusterClient _cluster;
    private readonly ProducerOptions _options;
    private readonly RecordAccumulator _accumulator;
    private readonly TransactionRequests _requests;
    private readonly Enlistment _enlistment;
    private readonly Dictionary<string, Coordinator> _groups = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposing = new();
    private (string Call, Task Task) _running = ("", Task.CompletedTask);

    public TransactionManager(ClusterClient cluster, ProducerOptions options, RecordAccumulator accumulator)
    {
        _cluster = cluster;
        _options = options;
        _accumulator = accumulator;
        _requests = new TransactionRequests(cluster, options);
        _enlistment = new Enlistment(_requests, Status, Fail, accumulator.PokeAll, _disposing.Token);
    }

    public TransactionStatus Status { get; } = new();

    public Enlistment Enlistment => _enlistment;

    public Task InitAsync(CancellationToken cancellationToken) => RunAsync("InitTransactionsAsync", InitAsync, cancellationToken);

    public void Begin()
    {
        lock (_lock)
        {
            EnsureNothingRuns("BeginTransaction");
            Status.Begin();
        }
    }

    public Task SendOffsetsAsync(
        IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group, CancellationToken cancellationToken) =>
        offsets.Count == 0 ? Task.CompletedTask : RunAsync("SendOffsetsToTransactionAsync", () => SendOffsetsAsync(offsets, group), cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => RunAsync("CommitTransactionAsync", CommitAsync, cancellationToken);

    public Task AbortAsync(CancellationToken cancellationToken) => RunAsync("AbortTransactionAsync", AbortAsync, cancellationToken);

    /// <summary>Records of a batch were not stored: the transaction cannot be committed any more.</summary>
    public void OnBatchFailed(KafkaException error, bool wasSent)
    {
        if (Status.BatchFailed(error, wasSent))
        {
            DropUnsent();
        }
    }

    /// <summary>Aborts an open transaction, within the request timeout: a dead coordinator must not keep the program from ending, and will abort it by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _cluster.Time);
        Task running;
        lock (_lock)
        {
            running = _running.Task;
        }

        try
        {
            await running.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Status.Phase is TransactionPhase.InTransaction or TransactionPhase.AbortableError)
            {
                await AbortAsync(timeout.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException or InvalidOperationException)
        {
            Log.AbortFailed(_cluster.Logger, _options.TransactionalId!, e.Message);
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        lock (_lock)
        {
            running = _running.Task;
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _enlistment.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposing.Dispose();
    }

    private async Task RunAsync(string call, Func<Task> work, CancellationToken cancellationToken)
    {
        Task task;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
            if (_running.Call != call || _running.Task.IsCompleted)
            {
                EnsureNothingRuns(call);
                _running = (call, Task.Run(work, CancellationToken.None));
            }

            task = _running.Task;
        }

        try
        {
            await task.WaitAsync(_options.MaxBlock, _cluster.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new KafkaException(
                ErrorCode.RequestTimedOut, $"{call} has no answer after max.block.ms ({_options.MaxBlock.TotalMilliseconds} ms). Call it again to go on waiting; its outcome is open until then.", e);
        }
    }

    /// <summary>The lock must be held.</summary>
    private void EnsureNothingRuns(string call)
    {
        if (!_running.Task.IsCompleted)
        {
            throw new InvalidOperationException($"{call} has to wait: {_running.Call} is still under way. Await it first.");
        }
    }

    private async Task InitAsync()
    {
        Status.StartInit();
        try
        {
            (ProducerIdentity identity, bool isV2) = await _requests.InitProducerIdAsync(ProducerIdentity.None, _disposing.Token).ConfigureAwait(false);
            Log.ProducerIdTaken(_cluster.Logger, identity.Id, identity.Epoch);
            Status.Initialized(identity, isV2);
        }
        catch (KafkaException e)
        {
            throw Status.Fail(e, isFatal: true);
        }
    }

    private async Task SendOffsetsAsync(IReadOnlyDictionary<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata member)
    {
        Status.EnsureOpen();
        if (!_groups.TryGetValue(member.GroupId, out Coordinator? group))
        {
            _groups[member.GroupId] = group = new Coordinator(_cluster, member.GroupId);
        }

        try
        {
            if (!Status.IsV2)
            {
                await _requests.AddOffsetsAsync(Status.Identity, member.GroupId, _disposing.Token).ConfigureAwait(false);
            }

            Status.Use();
            await _requests.CommitOffsetsAsync(Status.Identity, Status.IsV2, group, member, offsets, _disposing.Token).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw Fail(e);
        }
    }

    private async Task CommitAsync()
    {
        Status.StartEnd(committed: true);

        // A record whose send call came before this one is in a batch now, and every batch is waited for.
        _accumulator.Settle();
        await _accumulator.FlushAsync().ConfigureAwait(false);
        Status.EnsureEnding();
        await EndAsync(committed: true).ConfigureAwait(false);
    }

    private async Task AbortAsync()
    {
        Status.StartEnd(committed: false);
        DropUnsent();
        await _accumulator.FlushAsync().ConfigureAwait(false);
        await _enlistment.Running.ConfigureAwait(false);
        Status.EnsureEnding();
        await EndAsync(committed: false).ConfigureAwait(false);
    }

    private async Task EndAsync(bool committed)
    {
        try
        {
            // The coordinator has forgotten an id that it does not map any more, and the transaction with it.
            bool isRenewed = false;
            if (Status.IsUsed && Status.Error?.ErrorCode != ErrorCode.InvalidProducerIdMapping)
            {
                ProducerIdentity next = await _requests.EndAsync(Status.Identity, Status.IsV2, committed, _disposing.Token).ConfigureAwait(false);
                isRenewed = next.IsValid;
                if (isRenewed)
                {
                    Status.TakeIdentity(next);
                }
            }

            if (!isRenewed && Status.MustRenewEpoch)
            {
                (ProducerIdentity next, _) = await _requests.InitProducerIdAsync(Status.Identity, _disposing.Token).ConfigureAwait(false);
                Status.TakeIdentity(next);
            }

            Status.Complete();
        }
        catch (KafkaException e)
        {
            throw Fail(e);
        }
    }

    private KafkaException Fail(KafkaException error)
    {
        KafkaException thrown = Status.Fail(error, isFatal: !TransactionErrors.IsAbortable(error.ErrorCode));
        DropUnsent();
        return thrown;
    }

    private void DropUnsent()
    {
        _enlistment.Clear();
        _accumulator.DropUnsent(static batch => new TransactionAbortableException(
            $"{batch.Builder.RecordCount} records for {batch.Queue.Topic}-{batch.Queue.Partition} were not sent: their transaction is aborted."));
    }
}
