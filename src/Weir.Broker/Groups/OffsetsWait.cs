using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>A write to the offsets log that waits for the disk.</summary>
internal sealed class OffsetsWait(Action<ErrorCode> done, CompletionQueue completions) : IFlushWaiter, ICompletion
{
    private ErrorCode _error;

    void IFlushWaiter.OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        _error = error;
        completions.Post(this);
    }

    void ICompletion.Complete() => done(_error);
}
