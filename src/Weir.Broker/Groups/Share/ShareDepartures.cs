namespace Weir.Broker.Groups.Share;

/// <summary>Passes departures on to those who serve the members, who are made after the groups are.</summary>
/// <remarks>Thread model: set once, before the first request.</remarks>
internal sealed class ShareDepartures : IReplyTo<ShareDeparture>
{
    public IReplyTo<ShareDeparture>? To { get; set; }

    public void Send(ShareDeparture response) => To?.Send(response);
}
