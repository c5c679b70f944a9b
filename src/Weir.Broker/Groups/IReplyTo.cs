namespace Weir.Broker.Groups;

/// <summary>Where the answer to one parked request goes. <see cref="Send"/> is called exactly once, outside any group's lock.</summary>
internal interface IReplyTo<in T>
{
    void Send(T response);
}
