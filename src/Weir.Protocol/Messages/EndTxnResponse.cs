namespace Weir.Protocol.Messages;

/// <summary>EndTxn response (API key 26), versions 0 to 5.</summary>
[Message(ApiKey.EndTxn, MessageKind.Response, 0, 5, FlexibleFrom = 3)]
public sealed partial class EndTxnResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 5)]
    public long ProducerId { get; set; } = -1;

    [Field(Since = 5)]
    public short ProducerEpoch { get; set; } = -1;
}
