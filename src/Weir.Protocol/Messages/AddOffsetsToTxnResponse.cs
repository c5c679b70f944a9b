namespace Weir.Protocol.Messages;

/// <summary>AddOffsetsToTxn response (API key 25), versions 0 to 4.</summary>
[Message(ApiKey.AddOffsetsToTxn, MessageKind.Response, 0, 4, FlexibleFrom = 3)]
public sealed partial class AddOffsetsToTxnResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
