using Microsoft.Extensions.Time.Testing;
using Weir.Log.Cleaning;

namespace Weir.Log.Tests;

/// <summary>The map of keys and the throttle of compaction.</summary>
public sealed class CleaningPartsTests
{
    [Theory]
    [InlineData(24 * 1000)]
    [InlineData(24 * 200_000)]
    public void OffsetMap_remembers_the_last_offset_of_each_key_within_its_memory(long maxBytes)
    {
        var map = new OffsetMap(maxBytes, 0.9);
        int keys = 0;
        while (map.TryPut(Key(keys), keys))
        {
            Assert.True(map.TryPut(Key(keys / 2), 1_000_000 + keys));
            keys++;
        }

        long entries = maxBytes / OffsetMap.EntrySize;
        Assert.InRange(keys, entries * 85 / 100, entries * 90 / 100);
        Assert.Equal(keys, map.Count);
        Assert.InRange(map.SizeInBytes, 1, maxBytes);
        Assert.Equal(1_000_000 + keys - 1, map.Find(Key((keys - 1) / 2)));
        Assert.Equal(keys - 1, map.Find(Key(keys - 1)));
        Assert.Equal(-1, map.Find(Key(keys)));
        Assert.True(map.TryPut(Key(0), long.MaxValue - 1));
        Assert.Equal(long.MaxValue - 1, map.Find(Key(0)));
    }

    [Fact]
    public void OffsetMap_takes_memory_as_it_fills()
    {
        var map = new OffsetMap(128 << 20, 0.9);
        Assert.InRange(map.SizeInBytes, 1, 200_000);

        for (int i = 0; i < 100_000; i++)
        {
            Assert.True(map.TryPut(Key(i), i));
        }

        Assert.InRange(map.SizeInBytes, 100_000 * OffsetMap.EntrySize, 4 * 100_000 * OffsetMap.EntrySize);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(i, map.Find(Key(i))));
    }

    [Fact]
    public void OffsetMap_takes_the_empty_key()
    {
        var map = new OffsetMap(24 * 100, 0.5);
        Assert.Equal(-1, map.Find([]));

        Assert.True(map.TryPut([], 0));

        Assert.Equal(0, map.Find([]));
    }

    [Fact]
    public void IoThrottle_asks_for_the_pause_that_the_rate_needs()
    {
        var time = new FakeTimeProvider();
        var throttle = new IoThrottle(1000, time, CancellationToken.None);

        Assert.Equal(TimeSpan.Zero, throttle.Take(4));
        Assert.Equal(TimeSpan.FromMilliseconds(500), throttle.Take(496));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.FromMilliseconds(100), throttle.Take(100));
        time.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal(TimeSpan.FromMilliseconds(70), throttle.Take(30));

        // An idle hour gives no credit for later.
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, throttle.Take(1));
        Assert.Equal(TimeSpan.FromMilliseconds(500), throttle.Take(499));
    }

    [Fact]
    public void IoThrottle_without_a_bound_never_pauses()
    {
        var throttle = new IoThrottle(double.MaxValue, new FakeTimeProvider(), CancellationToken.None);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.Zero, throttle.Take(1L << 40)));
    }

    [Fact]
    public async Task IoThrottle_ends_when_the_broker_stops()
    {
        using var stopping = new CancellationTokenSource();
        var throttle = new IoThrottle(1, new FakeTimeProvider(), stopping.Token);
        Task waiting = Task.Run(() => throttle.Account(1_000_000));

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static byte[] Key(int number) => BitConverter.GetBytes(number);
}
