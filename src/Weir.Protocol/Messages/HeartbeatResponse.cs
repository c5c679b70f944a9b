namespace Weir.Protocol.Messages;

/// <summary>Heartbeat response (API key 12), versions 0 to 4.</summary>
[Message(ApiKey.Heartbeat, MessageKind.Response, 0, 4, FlexibleFrom = 4)]
public sealed partial class HeartbeatResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
