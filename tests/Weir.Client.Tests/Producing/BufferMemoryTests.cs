using Weir.Client.Producing;

namespace Weir.Client.Tests.Producing;

public sealed class BufferMemoryTests
{
    [Fact]
    public void TryReserve_never_gives_more_than_there_is()
    {
        var memory = new BufferMemory(100);

        Assert.True(memory.TryReserve(60));
        Assert.False(memory.TryReserve(41));
        Assert.True(memory.TryReserve(40));
        Assert.Equal(0, memory.Free);
    }

    [Fact]
    public async Task ReserveAsync_waiters_are_served_in_order_and_not_overtaken()
    {
        var memory = new BufferMemory(100);
        Assert.True(memory.TryReserve(100));
        Task large = memory.ReserveAsync(80, TestContext.Current.CancellationToken);
        Task small = memory.ReserveAsync(10, TestContext.Current.CancellationToken);

        memory.Release(50);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);
        Assert.False(memory.TryReserve(1));
        Assert.True(memory.IsExhausted);

        memory.Release(50);
        await large;
        await small;
        Assert.Equal(10, memory.Free);
        Assert.False(memory.IsExhausted);
    }

    [Fact]
    public async Task ReserveAsync_cancelled_waiter_lets_the_next_one_through()
    {
        var memory = new BufferMemory(100);
        Assert.True(memory.TryReserve(95));
        using var cancellation = new CancellationTokenSource();
        Task large = memory.ReserveAsync(80, cancellation.Token);
        Task small = memory.ReserveAsync(5, TestContext.Current.CancellationToken);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(0, memory.Free);
    }
}
