namespace Weir.Protocol.Messages;

/// <summary>Produce request (API key 0), versions 3 to 13.</summary>
[Message(ApiKey.Produce, MessageKind.Request, 3, 13, FlexibleFrom = 9)]
public sealed partial class ProduceRequest
{
    public string? TransactionalId { get; set; }

    public short Acks { get; set; }

    public int TimeoutMs { get; set; }

    public List<TopicProduceData> TopicData { get; set; } = [];

    public sealed partial class TopicProduceData
    {
        [Field(Until = 12)]
        public string Name { get; set; } = "";

        [Field(Since = 13)]
        public Guid TopicId { get; set; }

        public List<PartitionProduceData> PartitionData { get; set; } = [];
    }

    public sealed partial class PartitionProduceData
    {
        public int Index { get; set; }

        [Records]
        public ReadOnlyMemory<byte>? Records { get; set; }
    }
}
