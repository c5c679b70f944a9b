using Weir.Client.Producing;

namespace Weir.Client.Tests.Producing;

public sealed class FlushTrackerTests
{
    [Fact]
    public void FlushAsync_nothing_incomplete_is_complete() => Assert.True(new FlushTracker().FlushAsync().IsCompleted);

    [Fact]
    public async Task FlushAsync_waits_for_earlier_batches_only()
    {
        var tracker = new FlushTracker();
        long before = tracker.Add();
        Task flush = tracker.FlushAsync();
        long after = tracker.Add();

        Assert.True(before <= tracker.FlushedGeneration);
        Assert.True(after > tracker.FlushedGeneration);
        Assert.False(flush.IsCompleted);

        tracker.Complete(before);
        await flush.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(tracker.HasIncomplete);
        tracker.Complete(after);
        Assert.False(tracker.HasIncomplete);
    }
}
