namespace Weir.Protocol.Messages;

/// <summary>InitProducerId request (API key 22), versions 0 to 6.</summary>
[Message(ApiKey.InitProducerId, MessageKind.Request, 0, 6, FlexibleFrom = 2)]
public sealed partial class InitProducerIdRequest
{
    public string? TransactionalId { get; set; } = "";

    public int TransactionTimeoutMs { get; set; }

    [Field(Since = 3)]
    public long ProducerId { get; set; } = -1;

    [Field(Since = 3)]
    public short ProducerEpoch { get; set; } = -1;

    [Field(Since = 6)]
    public bool Enable2Pc { get; set; }

    [Field(Since = 6)]
    public bool KeepPreparedTxn { get; set; }
}
