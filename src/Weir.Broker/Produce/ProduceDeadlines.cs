namespace Weir.Broker;

/// <summary>Ends produce requests that have waited longer than their <c>timeout_ms</c> for a flush.</summary>
/// <remarks>
/// Thread model: any thread adds and removes, in constant time under one short lock; a timer looks every
/// <see cref="Resolution"/> while anything waits. Bounded by the number of waiting requests, which the connections bound.
/// </remarks>
internal sealed class ProduceDeadlines : IDisposable
{
    /// <summary>How late an expired request may be noticed. A flush takes milliseconds and timeouts are seconds: a timer a request would be waste.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly LinkedList<ProduceWait> _waiting = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _isTicking;

    public ProduceDeadlines(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((ProduceDeadlines)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Milliseconds on the clock that deadlines are given in.</summary>
    public long NowMs => _time.GetTimestamp() / Math.Max(1, _time.TimestampFrequency / 1000);

    public void Add(LinkedListNode<ProduceWait> wait)
    {
        lock (_lock)
        {
            _waiting.AddLast(wait);
            if (!_isTicking)
            {
                _isTicking = true;
                _timer.Change(Resolution, Resolution);
            }
        }
    }

    public void Remove(LinkedListNode<ProduceWait> wait)
    {
        lock (_lock)
        {
            if (wait.List is not null)
            {
                _waiting.Remove(wait);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        long now = NowMs;
        List<ProduceWait>? expired = null;
        lock (_lock)
        {
            for (LinkedListNode<ProduceWait>? node = _waiting.First; node is not null;)
            {
                LinkedListNode<ProduceWait>? next = node.Next;
                if (node.Value.DeadlineMs <= now)
                {
                    _waiting.Remove(node);
                    (expired ??= []).Add(node.Value);
                }

                node = next;
            }

            if (_waiting.Count == 0 && expired is null)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        expired?.ForEach(wait => wait.Expire());
    }
}
