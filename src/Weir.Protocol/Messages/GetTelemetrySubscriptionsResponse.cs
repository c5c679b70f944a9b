namespace Weir.Protocol.Messages;

/// <summary>GetTelemetrySubscriptions response (API key 71), versions 0 to 0.</summary>
[Message(ApiKey.GetTelemetrySubscriptions, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class GetTelemetrySubscriptionsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public Guid ClientInstanceId { get; set; }

    public int SubscriptionId { get; set; }

    public List<sbyte> AcceptedCompressionTypes { get; set; } = [];

    public int PushIntervalMs { get; set; }

    public int TelemetryMaxBytes { get; set; }

    public bool DeltaTemporality { get; set; }

    public List<string> RequestedMetrics { get; set; } = [];
}
