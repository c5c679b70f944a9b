namespace Weir.Protocol.Messages;

/// <summary>AddOffsetsToTxn request (API key 25), versions 0 to 4.</summary>
[Message(ApiKey.AddOffsetsToTxn, MessageKind.Request, 0, 4, FlexibleFrom = 3)]
public sealed partial class AddOffsetsToTxnRequest
{
    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public string GroupId { get; set; } = "";
}
