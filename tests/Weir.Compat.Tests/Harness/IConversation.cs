namespace Weir.Compat.Tests.Harness;

/// <summary>Something that answers in lines, and is told things in lines.</summary>
internal interface IConversation : IAsyncDisposable
{
    Task SayAsync(string line);

    /// <summary>The next line it says.</summary>
    /// <exception cref="InvalidOperationException">It said nothing in that time, or has ended.</exception>
    Task<string> HearAsync(TimeSpan patience);

    /// <summary>Waits for it to end by itself; its exit code.</summary>
    Task<int> EndAsync(TimeSpan patience);
}
