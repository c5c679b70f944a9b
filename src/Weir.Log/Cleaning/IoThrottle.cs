namespace Weir.Log.Cleaning;

/// <summary>Bounds the bytes that compaction reads and writes a second, by making it wait.</summary>
/// <remarks>Thread model: owned by the cleaner's thread, which waits inside <see cref="Account"/>.</remarks>
internal sealed class IoThrottle(double bytesPerSecond, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly double _rate = Math.Max(1, bytesPerSecond);
    private long _windowStart = time.GetTimestamp();
    private double _bytes;

    /// <summary>Takes note of bytes read or written, and waits until the rate allows more.</summary>
    /// <exception cref="OperationCanceledException">The broker stops.</exception>
    public void Account(long bytes)
    {
        stopping.ThrowIfCancellationRequested();
        TimeSpan pause = Take(bytes);
        if (pause > TimeSpan.Zero)
        {
            Wait(pause);
        }
    }

    /// <summary>Takes note of bytes read or written.</summary>
    /// <returns>How long to wait now; short pauses are saved up.</returns>
    public TimeSpan Take(long bytes)
    {
        TimeSpan elapsed = time.GetElapsedTime(_windowStart);
        if (elapsed >= Window)
        {
            // What was not used of a past second must not be used in a burst now.
            _windowStart = time.GetTimestamp();
            _bytes = Math.Max(0, _bytes - (_rate * elapsed.TotalSeconds));
            elapsed = TimeSpan.Zero;
        }

        _bytes += bytes;
        TimeSpan pause = TimeSpan.FromSeconds(Math.Min(_bytes / _rate, LongestPause.TotalSeconds)) - elapsed;
        return pause >= ShortestPause ? pause : TimeSpan.Zero;
    }

    private void Wait(TimeSpan pause)
    {
        using var over = new ManualResetEventSlim();
        using ITimer timer = time.CreateTimer(static state => ((ManualResetEventSlim)state!).Set(), over, pause, Timeout.InfiniteTimeSpan);
        over.Wait(stopping);
    }
}
