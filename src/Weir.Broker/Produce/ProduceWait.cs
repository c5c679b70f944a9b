using System.Threading.Tasks.Sources;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>One produce request with acks=all that waits until all its batches are stored, or its <c>timeout_ms</c> is over.</summary>
/// <remarks>
/// Thread model: batches are added on the receiving thread; flushes are reported by committer threads, the end of patience by a timer.
/// Whoever comes first to complete it, under the lock, hands the response to the <see cref="CompletionQueue"/>; nobody changes the response afterwards.
/// </remarks>
internal sealed class ProduceWait : IFlushWaiter, ICompletion, IValueTaskSource<ProduceResponse?>
{
    private readonly List<(PartitionLog Log, long Offset, ProduceResponse.PartitionProduceResponse Response)> _batches = [];
    private readonly Lock _lock = new();
    private readonly ProduceResponse _response;
    private readonly ProduceDeadlines _deadlines;
    private readonly CompletionQueue _completions;
    private readonly LinkedListNode<ProduceWait> _node;
    private ManualResetValueTaskSourceCore<ProduceResponse?> _source;
    private int _remaining;
    private bool _isComplete;

    public ProduceWait(ProduceResponse response, int timeoutMs, ProduceDeadlines deadlines, CompletionQueue completions)
    {
        _response = response;
        _deadlines = deadlines;
        _completions = completions;
        _node = new LinkedListNode<ProduceWait>(this);
        DeadlineMs = deadlines.NowMs + Math.Max(timeoutMs, 0);
    }

    /// <summary>When patience ends, on the clock of <see cref="ProduceDeadlines"/>.</summary>
    public long DeadlineMs { get; }

    public void Add(PartitionLog log, long nextOffset, ProduceResponse.PartitionProduceResponse partition) =>
        _batches.Add((log, nextOffset, partition));

    /// <summary>Completes with the response when every batch is stored, or known not to be, or its time is over.</summary>
    public ValueTask<ProduceResponse?> WaitAsync()
    {
        _remaining = _batches.Count;
        var task = new ValueTask<ProduceResponse?>(this, _source.Version);
        _deadlines.Add(_node);
        foreach ((PartitionLog log, long offset, _) in _batches)
        {
            log.WhenFlushed(offset, this);
        }

        return task;
    }

    /// <summary>Answers now. Batches not known to be stored get RequestTimedOut and keep their offset, as in Kafka: they may still be stored.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            _isComplete = true;
            foreach ((PartitionLog log, long offset, ProduceResponse.PartitionProduceResponse response) in _batches)
            {
                if (response.ErrorCode == ErrorCode.None && !log.IsFlushed(offset))
                {
                    response.ErrorCode = ErrorCode.RequestTimedOut;
                    response.ErrorMessage = $"Storing the batch in {log} takes longer than the request's timeout; it may still be stored.";
                }
            }
        }

        _completions.Post(this);
    }

    void IFlushWaiter.OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            if (error != ErrorCode.None)
            {
                Fail(log, offset, error);
            }

            if (--_remaining > 0)
            {
                return;
            }

            _isComplete = true;
        }

        _deadlines.Remove(_node);
        _completions.Post(this);
    }

    void ICompletion.Complete() => _source.SetResult(_response);

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
