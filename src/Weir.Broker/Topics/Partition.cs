using Weir.Log;

namespace Weir.Broker;

/// <summary>One partition of a topic: its log, and those who wait for it to change.</summary>
/// <remarks>Thread model: any thread. Waiters are called without a lock, on the thread that moved the log.</remarks>
internal sealed class Partition : IHighWatermarkListener
{
    private readonly Lock _lock = new();
    private List<IPartitionWaiter>? _waiters;
    private int _waiterCount;

    public Partition(Topic topic, int index, int leaderEpoch, PartitionLog log)
    {
        Topic = topic;
        Index = index;
        LeaderEpoch = leaderEpoch;
        Log = log;
        log.AddListener(this);
    }

    public Topic Topic { get; }

    public int Index { get; }

    /// <summary>What clients see as the leader epoch, and what new batches are stamped with.</summary>
    public int LeaderEpoch { get; }

    public PartitionLog Log { get; }

    /// <summary>How many wait for this partition to change.</summary>
    internal int WaiterCount => Volatile.Read(ref _waiterCount);

    /// <summary>Has the waiter told of every change from now on, until <see cref="RemoveWaiter"/>.</summary>
    public void AddWaiter(IPartitionWaiter waiter)
    {
        lock (_lock)
        {
            (_waiters ??= []).Add(waiter);
            Volatile.Write(ref _waiterCount, _waiters.Count);
        }
    }

    /// <summary>A call that is under way may still arrive.</summary>
    public void RemoveWaiter(IPartitionWaiter waiter)
    {
        lock (_lock)
        {
            if (_waiters?.Remove(waiter) == true)
            {
                Volatile.Write(ref _waiterCount, _waiters.Count);
            }
        }
    }

    void IHighWatermarkListener.OnHighWatermarkAdvanced(PartitionLog log) => Notify();

    void IHighWatermarkListener.OnLogStartAdvanced(PartitionLog log) => Notify();

    void IHighWatermarkListener.OnClosed(PartitionLog log) => Notify();

    private void Notify()
    {
        if (Volatile.Read(ref _waiterCount) == 0)
        {
            return;
        }

        IPartitionWaiter[] waiters;
        lock (_lock)
        {
            waiters = _waiters is { Count: > 0 } ? [.. _waiters] : [];
        }

        foreach (IPartitionWaiter waiter in waiters)
        {
            waiter.OnPartitionChanged(this);
        }
    }
}
