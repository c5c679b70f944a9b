namespace Weir.Broker;

/// <summary>A rate over the last samples, as Kafka measures it: <c>quota.window.num</c> samples of <c>quota.window.size.seconds</c>.</summary>
/// <remarks>Thread model: any thread; one short lock.</remarks>
internal sealed class RateWindow(int samples, TimeSpan sampleLength)
{
    private readonly Lock _lock = new();
    private readonly double[] _amounts = new double[samples];
    private long _newest = long.MinValue;

    /// <summary>Adds an amount and says how long its client must wait for the rate to fall back to <paramref name="limit"/>.</summary>
    /// <param name="amount">What was used now; below 0 it takes back what was recorded just before.</param>
    /// <param name="limit">Amount a second that is allowed, above 0.</param>
    /// <param name="now">The time on any clock that does not go back.</param>
    public TimeSpan Record(double amount, double limit, TimeSpan now)
    {
        lock (_lock)
        {
            long current = now.Ticks / sampleLength.Ticks;
            Advance(current);
            _amounts[(int)(current % _amounts.Length)] += amount;

            // The current sample counts for the part that has gone by; at least all but one sample, so that the first use is not a burst.
            double inCurrent = (double)(now.Ticks % sampleLength.Ticks) / TimeSpan.TicksPerSecond;
            double seconds = ((_amounts.Length - 1) * sampleLength.TotalSeconds) + inCurrent;
            double rate = _amounts.Sum() / seconds;
            return rate > limit ? TimeSpan.FromSeconds((rate - limit) / limit * seconds) : TimeSpan.Zero;
        }
    }

    /// <summary>Nothing has been used of late.</summary>
    public bool IsUnused(TimeSpan now)
    {
        lock (_lock)
        {
            Advance(now.Ticks / sampleLength.Ticks);
            return _amounts.Sum() <= 0;
        }
    }

    private void Advance(long current)
    {
        long from = Math.Max(_newest + 1, current - _amounts.Length + 1);
        for (long sample = _newest == long.MinValue ? current - _amounts.Length + 1 : from; sample <= current; sample++)
        {
            _amounts[(int)(sample % _amounts.Length + _amounts.Length) % _amounts.Length] = 0;
        }

        _newest = Math.Max(_newest, current);
    }
}
