namespace Weir.Protocol.Messages;

/// <summary>ShareAcknowledge request (API key 79), versions 1 to 2.</summary>
[Message(ApiKey.ShareAcknowledge, MessageKind.Request, 1, 2, FlexibleFrom = 1)]
public sealed partial class ShareAcknowledgeRequest
{
    public string? GroupId { get; set; }

    public string? MemberId { get; set; } = "";

    public int ShareSessionEpoch { get; set; }

    [Field(Since = 2)]
    public bool IsRenewAck { get; set; }

    public List<AcknowledgeTopic> Topics { get; set; } = [];

    public sealed partial class AcknowledgeTopic
    {
        public Guid TopicId { get; set; }

        public List<AcknowledgePartition> Partitions { get; set; } = [];
    }

    public sealed partial class AcknowledgePartition
    {
        public int PartitionIndex { get; set; }

        public List<AcknowledgementBatch> AcknowledgementBatches { get; set; } = [];
    }

    public sealed partial class AcknowledgementBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public List<sbyte> AcknowledgeTypes { get; set; } = [];
    }
}
