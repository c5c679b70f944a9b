namespace Weir.Log;

/// <summary>The listeners of one partition.</summary>
/// <remarks>Thread model: any thread; listeners are called on a snapshot, without a lock.</remarks>
internal sealed class ListenerSet
{
    private IHighWatermarkListener[] _listeners = [];

    public IHighWatermarkListener[] Snapshot => Volatile.Read(ref _listeners);

    public void Add(IHighWatermarkListener listener)
    {
        IHighWatermarkListener[] before;
        do
        {
            before = Snapshot;
        }
        while (Interlocked.CompareExchange(ref _listeners, [.. before, listener], before) != before);
    }

    /// <summary>Removes one registration; a call that is under way may still arrive.</summary>
    public void Remove(IHighWatermarkListener listener)
    {
        while (true)
        {
            IHighWatermarkListener[] before = Snapshot;
            int index = Array.IndexOf(before, listener);
            if (index < 0 || Interlocked.CompareExchange(ref _listeners, [.. before[..index], .. before[(index + 1)..]], before) == before)
            {
                return;
            }
        }
    }
}
