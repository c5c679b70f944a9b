using System.Threading.Tasks.Sources;
using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Awaiting that appended records are stored.</summary>
internal static class PartitionLogFlush
{
    /// <summary>Completes once everything below <paramref name="offset"/> is stored as the durability asks; at once when it is already.</summary>
    /// <returns>None, or the storage error that prevented it.</returns>
    public static ValueTask<ErrorCode> FlushedAsync(this PartitionLog log, long offset)
    {
        if (log.IsFlushed(offset))
        {
            return new ValueTask<ErrorCode>(ErrorCode.None);
        }

        var waiter = new Waiter();
        log.WhenFlushed(offset, waiter);
        return waiter.Task;
    }

    // Continuations leave the committer's thread: it serves every partition.
    private sealed class Waiter : IFlushWaiter, IValueTaskSource<ErrorCode>
    {
        private ManualResetValueTaskSourceCore<ErrorCode> _source = new() { RunContinuationsAsynchronously = true };

        public ValueTask<ErrorCode> Task => new(this, _source.Version);

        public void OnFlushed(PartitionLog log, long offset, ErrorCode error) => _source.SetResult(error);

        public ErrorCode GetResult(short token) => _source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _source.OnCompleted(continuation, state, token, flags);
    }
}
