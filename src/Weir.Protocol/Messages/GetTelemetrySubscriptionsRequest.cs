namespace Weir.Protocol.Messages;

/// <summary>GetTelemetrySubscriptions request (API key 71), versions 0 to 0.</summary>
[Message(ApiKey.GetTelemetrySubscriptions, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class GetTelemetrySubscriptionsRequest
{
    public Guid ClientInstanceId { get; set; }
}
