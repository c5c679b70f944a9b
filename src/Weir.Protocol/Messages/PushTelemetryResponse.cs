namespace Weir.Protocol.Messages;

/// <summary>PushTelemetry response (API key 72), versions 0 to 0.</summary>
[Message(ApiKey.PushTelemetry, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class PushTelemetryResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
