namespace Weir.Protocol.Messages;

/// <summary>AddPartitionsToTxn request (API key 24), versions 0 to 5.</summary>
[Message(ApiKey.AddPartitionsToTxn, MessageKind.Request, 0, 5, FlexibleFrom = 3)]
public sealed partial class AddPartitionsToTxnRequest
{
    [Field(Since = 4)]
    public List<AddPartitionsToTxnTransaction> Transactions { get; set; } = [];

    [Field(Until = 3)]
    public string V3AndBelowTransactionalId { get; set; } = "";

    [Field(Until = 3)]
    public long V3AndBelowProducerId { get; set; }

    [Field(Until = 3)]
    public short V3AndBelowProducerEpoch { get; set; }

    [Field(Until = 3)]
    public List<AddPartitionsToTxnTopic> V3AndBelowTopics { get; set; } = [];

    public sealed partial class AddPartitionsToTxnTransaction
    {
        public string TransactionalId { get; set; } = "";

        public long ProducerId { get; set; }

        public short ProducerEpoch { get; set; }

        public bool VerifyOnly { get; set; }

        public List<AddPartitionsToTxnTopic> Topics { get; set; } = [];
    }

    public sealed partial class AddPartitionsToTxnTopic
    {
        public string Name { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
