using System.Collections.Concurrent;
using Weir.Output;

namespace Weir.Demo;

/// <summary>What has been produced and consumed so far, and when all of it has.</summary>
/// <remarks>
/// Thread model: the publisher, the delivery reports and the reader call it from their own threads; one lock guards the offsets.
/// The window of rides that are sent but not consumed is bounded, so that its bookkeeping is too.
/// </remarks>
internal sealed class DemoProgress : IDisposable
{
    private const int Window = 10_000;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _room = new(Window, Window);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _sentAt = new();
    private readonly TaskCompletionSource _allConsumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly long[] _firstOwn;
    private readonly long[] _producedNext;
    private readonly long[] _consumedNext;
    private readonly long[] _produced;
    private bool _published;
    private long _consumed;
    private long _firstSend;
    private long _lastConsumed;

    /// <param name="time">For latencies.</param>
    /// <param name="ends">Where each partition ends before the demo sends anything.</param>
    /// <param name="next">Where the group goes on in each partition.</param>
    public DemoProgress(TimeProvider time, long[] ends, long[] next)
    {
        _time = time;
        _firstOwn = [.. ends];
        _producedNext = [.. ends];
        _consumedNext = [.. next];
        _produced = new long[ends.Length];
    }

    public LatencyHistogram Acknowledged { get; } = new();

    public LatencyHistogram EndToEnd { get; } = new();

    /// <summary>Completes when publishing has ended and every ride of the topic is consumed.</summary>
    public Task AllConsumed => _allConsumed.Task;

    public long Consumed => Interlocked.Read(ref _consumed);

    public long[] Produced
    {
        get
        {
            lock (_lock)
            {
                return [.. _produced];
            }
        }
    }

    /// <summary>From the first ride sent to the last one consumed.</summary>
    public TimeSpan Elapsed => _lastConsumed == 0 ? TimeSpan.Zero : _time.GetElapsedTime(_firstSend, _lastConsumed);

    /// <summary>Waits for room in the window, then notes that a ride with this key is sent. Returns the time of sending.</summary>
    public async ValueTask<long> SendingAsync(string key, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        var now = _time.GetTimestamp();
        _firstSend = _firstSend == 0 ? now : _firstSend;
        _sentAt.GetOrAdd(key, static _ => new()).Enqueue(now);
        return now;
    }

    public void OnAcknowledged(int partition, long offset, long sentAt)
    {
        Acknowledged.Record(_time.GetElapsedTime(sentAt));
        lock (_lock)
        {
            _produced[partition]++;
            _producedNext[partition] = Math.Max(_producedNext[partition], offset + 1);
        }
    }

    public void OnConsumed(string key, int partition, long offset)
    {
        Interlocked.Increment(ref _consumed);
        _lastConsumed = _time.GetTimestamp();
        // Rides of one key keep their order, so the oldest sending time of the key is this ride's. Rides left over from an
        // earlier demo in the same directory have none.
        if (offset >= _firstOwn[partition] && _sentAt.TryGetValue(key, out var times) && times.TryDequeue(out var sentAt))
        {
            EndToEnd.Record(_time.GetElapsedTime(sentAt, _lastConsumed));
            _room.Release();
        }
        lock (_lock)
        {
            _consumedNext[partition] = offset + 1;
            CompleteIfDone();
        }
    }

    /// <summary>To be called when every ride is acknowledged.</summary>
    public void OnPublished()
    {
        lock (_lock)
        {
            _published = true;
            CompleteIfDone();
        }
    }

    public void Dispose() => _room.Dispose();

    private void CompleteIfDone()
    {
        if (_published && _consumedNext.Zip(_producedNext).All(next => next.First >= next.Second))
        {
            _allConsumed.TrySetResult();
        }
    }
}
