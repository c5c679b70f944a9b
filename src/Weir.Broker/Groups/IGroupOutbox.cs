namespace Weir.Broker.Groups;

/// <summary>What a group wants done in the world; its owner carries it out after each event, in order.</summary>
internal interface IGroupOutbox
{
    void Reply<T>(IReplyTo<T> to, T response);

    /// <summary>Appends the records as one batch and feeds <see cref="GroupWrite.Completed"/> back as an event once they are durable or have failed.</summary>
    void Append(GroupWrite write);
}
