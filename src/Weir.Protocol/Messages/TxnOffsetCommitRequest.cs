namespace Weir.Protocol.Messages;

/// <summary>TxnOffsetCommit request (API key 28), versions 0 to 5.</summary>
[Message(ApiKey.TxnOffsetCommit, MessageKind.Request, 0, 5, FlexibleFrom = 3)]
public sealed partial class TxnOffsetCommitRequest
{
    public string TransactionalId { get; set; } = "";

    public string GroupId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    [Field(Since = 3)]
    public int GenerationId { get; set; } = -1;

    [Field(Since = 3)]
    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public string? GroupInstanceId { get; set; }

    public List<TxnOffsetCommitRequestTopic> Topics { get; set; } = [];

    public sealed partial class TxnOffsetCommitRequestTopic
    {
        public string Name { get; set; } = "";

        public List<TxnOffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    public sealed partial class TxnOffsetCommitRequestPartition
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        [Field(Since = 2)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? CommittedMetadata { get; set; } = "";
    }
}
