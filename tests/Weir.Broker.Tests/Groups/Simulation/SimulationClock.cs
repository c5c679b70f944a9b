using Microsoft.Extensions.Time.Testing;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>Virtual time and what is going to happen in it; events of one moment happen in the order they were scheduled.</summary>
internal sealed class SimulationClock
{
    private readonly PriorityQueue<Action, (long Due, long Sequence)> _events = new();
    private long _sequence;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public long NowMs { get; private set; }

    public void After(long delayMs, Action happen) => _events.Enqueue(happen, (NowMs + Math.Max(0, delayMs), _sequence++));

    /// <summary>Runs what is due until <paramref name="endMs"/>, and <paramref name="afterEach"/> after each event.</summary>
    public void RunUntil(long endMs, Action afterEach)
    {
        while (_events.TryPeek(out Action? happen, out (long Due, long Sequence) next) && next.Due <= endMs)
        {
            _events.Dequeue();
            MoveTo(next.Due);
            happen();
            afterEach();
        }

        MoveTo(endMs);
    }

    private void MoveTo(long ms)
    {
        if (ms > NowMs)
        {
            Time.Advance(TimeSpan.FromMilliseconds(ms - NowMs));
            NowMs = ms;
        }
    }
}
