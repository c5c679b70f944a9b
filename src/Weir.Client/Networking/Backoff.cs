namespace Weir.Client.Networking;

/// <summary>Growing pauses between attempts: doubled each time, 20 % of jitter (KIP-580).</summary>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Max)
{
    private const double Jitter = 0.2;

    /// <param name="attempt">0 for the pause after the first failure.</param>
    public TimeSpan Pause(int attempt)
    {
        double milliseconds = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 30)), Math.Max(Max.TotalMilliseconds, First.TotalMilliseconds));
#pragma warning disable CA5394 // Spreading retries needs no cryptography.
        return TimeSpan.FromMilliseconds(milliseconds * (1 - Jitter + (Random.Shared.NextDouble() * 2 * Jitter)));
#pragma warning restore CA5394
    }
}
