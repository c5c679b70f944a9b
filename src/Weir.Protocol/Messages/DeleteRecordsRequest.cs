namespace Weir.Protocol.Messages;

/// <summary>DeleteRecords request (API key 21), versions 0 to 2.</summary>
[Message(ApiKey.DeleteRecords, MessageKind.Request, 0, 2, FlexibleFrom = 2)]
public sealed partial class DeleteRecordsRequest
{
    public List<DeleteRecordsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    public sealed partial class DeleteRecordsTopic
    {
        public string Name { get; set; } = "";

        public List<DeleteRecordsPartition> Partitions { get; set; } = [];
    }

    public sealed partial class DeleteRecordsPartition
    {
        public int PartitionIndex { get; set; }

        public long Offset { get; set; }
    }
}
