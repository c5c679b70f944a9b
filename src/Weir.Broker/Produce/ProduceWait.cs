using System.Threading.Tasks.Sources;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>One produce request with acks=all that waits until all its batches are stored.</summary>
/// <remarks>
/// Thread model: batches are added on the receiving thread; flushes are reported by committer threads. The last of them hands
/// the response to the <see cref="CompletionQueue"/>.
/// </remarks>
internal sealed class ProduceWait(ProduceResponse response, CompletionQueue completions) : IFlushWaiter, ICompletion, IValueTaskSource<ProduceResponse?>
{
    private readonly List<(PartitionLog Log, long Offset, ProduceResponse.PartitionProduceResponse Response)> _batches = [];
    private ManualResetValueTaskSourceCore<ProduceResponse?> _source;
    private int _remaining = 1;

    public void Add(PartitionLog log, long nextOffset, ProduceResponse.PartitionProduceResponse partition) =>
        _batches.Add((log, nextOffset, partition));

    /// <summary>Completes with the response when every batch is stored, or known not to be.</summary>
    public ValueTask<ProduceResponse?> WaitAsync()
    {
        _remaining = _batches.Count;
        var task = new ValueTask<ProduceResponse?>(this, _source.Version);
        foreach ((PartitionLog log, long offset, _) in _batches)
        {
            log.WhenFlushed(offset, this);
        }

        return task;
    }

    void IFlushWaiter.OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        if (error != ErrorCode.None)
        {
            Fail(log, offset, error);
        }

        if (Interlocked.Decrement(ref _remaining) == 0)
        {
            completions.Post(this);
        }
    }

    void ICompletion.Complete() => _source.SetResult(response);

    ProduceResponse? IValueTaskSource<ProduceResponse?>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ProduceResponse?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ProduceResponse?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Fail(PartitionLog log, long offset, ErrorCode error)
    {
        foreach ((PartitionLog Log, long Offset, ProduceResponse.PartitionProduceResponse Response) batch in _batches)
        {
            if (ReferenceEquals(batch.Log, log) && batch.Offset == offset)
            {
                batch.Response.ErrorCode = error;
                batch.Response.ErrorMessage = $"Storing the batch in {log} failed; whether it is on disk is not known.";
                batch.Response.BaseOffset = -1;
            }
        }
    }
}
