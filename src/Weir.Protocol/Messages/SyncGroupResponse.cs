namespace Weir.Protocol.Messages;

/// <summary>SyncGroup response (API key 14), versions 0 to 5.</summary>
[Message(ApiKey.SyncGroup, MessageKind.Response, 0, 5, FlexibleFrom = 4)]
public sealed partial class SyncGroupResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 5)]
    public string? ProtocolType { get; set; }

    [Field(Since = 5)]
    public string? ProtocolName { get; set; }

    public ReadOnlyMemory<byte> Assignment { get; set; }
}
