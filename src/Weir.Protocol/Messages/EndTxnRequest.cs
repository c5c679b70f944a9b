namespace Weir.Protocol.Messages;

/// <summary>EndTxn request (API key 26), versions 0 to 5.</summary>
[Message(ApiKey.EndTxn, MessageKind.Request, 0, 5, FlexibleFrom = 3)]
public sealed partial class EndTxnRequest
{
    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public bool Committed { get; set; }
}
