namespace Weir.Client.Producing;

/// <summary>Counts the bytes of records on their way (<c>buffer.memory</c>). Those who find it used up wait in order.</summary>
/// <remarks>Thread model: any thread; <c>_free</c> and <c>_waiters</c> are guarded by the lock. Nobody overtakes a waiter.</remarks>
internal sealed class BufferMemory
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _free;
    private volatile bool _hasWaiters;

    /// <param name="capacity">Bytes.</param>
    public BufferMemory(long capacity) => _free = capacity;

    public long Free => Volatile.Read(ref _free);

    /// <summary>Somebody waits: batches are better sent early.</summary>
    public bool IsExhausted => _hasWaiters;

    public bool TryReserve(int bytes)
    {
        lock (_lock)
        {
            if (_waiters.Count > 0 || bytes > _free)
            {
                return false;
            }

            _free -= bytes;
            return true;
        }
    }

    /// <summary>Waits until the bytes are free.</summary>
    /// <exception cref="OperationCanceledException">They were not in time.</exception>
    public async Task ReserveAsync(int bytes, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(bytes);
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (_waiters.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return;
            }

            node = _waiters.AddLast(waiter);
            _hasWaiters = true;
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).TrySetCanceled(token), waiter))
        {
            try
            {
                await waiter.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Forget(node);
                throw;
            }
        }
    }

    public void Release(int bytes)
    {
        lock (_lock)
        {
            _free += bytes;
            Grant();
        }
    }

    private void Forget(LinkedListNode<Waiter> node)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                _waiters.Remove(node);
            }

            Grant();
        }
    }

    /// <summary>The lock must be held.</summary>
    private void Grant()
    {
        while (_waiters.First is { } first && first.Value.Bytes <= _free)
        {
            _waiters.RemoveFirst();
            if (first.Value.TrySetResult())
            {
                _free -= first.Value.Bytes;
            }
        }

        _hasWaiters = _waiters.Count > 0;
    }

    private sealed class Waiter(int bytes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Bytes { get; } = bytes;
    }
}
