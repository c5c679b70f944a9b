namespace Weir.Protocol.InternalRecords;

/// <summary>Transaction Log Value, versions 0 to 1.</summary>
[Structure(0, 1, FlexibleFrom = 1, Id = 0)]
public sealed partial class TransactionLogValue
{
    public long ProducerId { get; set; }

    [Field(Since = 1, Tag = 0)]
    public long PreviousProducerId { get; set; } = -1;

    [Field(Since = 1, Tag = 1)]
    public long NextProducerId { get; set; } = -1;

    public short ProducerEpoch { get; set; }

    [Field(Since = 1, Tag = 3)]
    public short NextProducerEpoch { get; set; } = -1;

    public int TransactionTimeoutMs { get; set; }

    public sbyte TransactionStatus { get; set; }

    public List<PartitionsSchema>? TransactionPartitions { get; set; } = [];

    public long TransactionLastUpdateTimestampMs { get; set; }

    public long TransactionStartTimestampMs { get; set; }

    [Field(Since = 1, Tag = 2)]
    public short ClientTransactionVersion { get; set; }

    public sealed partial class PartitionsSchema
    {
        public string Topic { get; set; } = "";

        public List<int> PartitionIds { get; set; } = [];
    }
}
