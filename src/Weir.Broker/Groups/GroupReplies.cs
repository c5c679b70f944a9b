namespace Weir.Broker.Groups;

/// <summary>Replies of one event, kept until the group's lock is released.</summary>
/// <remarks>Thread model: a value on one thread's stack.</remarks>
internal sealed class GroupReplies
{
    private readonly List<Action> _sends = [];

    public void Add<T>(IReplyTo<T> to, T response) => _sends.Add(() => to.Send(response));

    public void SendAll()
    {
        foreach (Action send in _sends)
        {
            send();
        }
    }
}
