namespace Weir.Protocol.Messages;

/// <summary>InitProducerId response (API key 22), versions 0 to 6.</summary>
[Message(ApiKey.InitProducerId, MessageKind.Response, 0, 6, FlexibleFrom = 2)]
public sealed partial class InitProducerIdResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long ProducerId { get; set; } = -1;

    public short ProducerEpoch { get; set; }

    [Field(Since = 6)]
    public long OngoingTxnProducerId { get; set; } = -1;

    [Field(Since = 6)]
    public short OngoingTxnProducerEpoch { get; set; } = -1;
}
