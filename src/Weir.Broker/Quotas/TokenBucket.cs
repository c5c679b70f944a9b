namespace Weir.Broker;

/// <summary>Tokens that flow in at a steady rate up to a burst; taking more than there are makes a debt (KIP-599, "Token Bucket").</summary>
/// <remarks>Thread model: any thread; one short lock.</remarks>
internal sealed class TokenBucket(TimeSpan burst)
{
    private readonly Lock _lock = new();
    private double _tokens = double.NaN;
    private TimeSpan _last;

    /// <summary>How long to wait before anything may be taken; zero when that is now.</summary>
    public TimeSpan Debt(double rate, TimeSpan now)
    {
        lock (_lock)
        {
            Refill(rate, now);
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / rate);
        }
    }

    /// <summary>Takes tokens, into debt if need be.</summary>
    /// <returns>How long to wait until the debt is paid.</returns>
    public TimeSpan Take(double amount, double rate, TimeSpan now)
    {
        lock (_lock)
        {
            Refill(rate, now);
            _tokens -= amount;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / rate);
        }
    }

    private void Refill(double rate, TimeSpan now)
    {
        double most = rate * burst.TotalSeconds;
        _tokens = double.IsNaN(_tokens) ? most : Math.Min(most, _tokens + (rate * Math.Max(0, (now - _last).TotalSeconds)));
        _last = now;
    }
}
