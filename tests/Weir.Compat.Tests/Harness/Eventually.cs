namespace Weir.Compat.Tests.Harness;

/// <summary>Waits for what programs of others come to in their own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until the condition holds; fails with what it has come to when the patience ends.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, otherwise());
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
