namespace Weir.Broker.Groups;

/// <summary>A reply that somebody awaits. The awaiting code runs on the thread that sends the reply: a hop would cost more than it does.</summary>
internal sealed class TaskReply<T> : IReplyTo<T>
{
    private readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public void Send(T response) => _source.SetResult(response);
}
