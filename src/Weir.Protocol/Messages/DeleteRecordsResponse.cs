namespace Weir.Protocol.Messages;

/// <summary>DeleteRecords response (API key 21), versions 0 to 2.</summary>
[Message(ApiKey.DeleteRecords, MessageKind.Response, 0, 2, FlexibleFrom = 2)]
public sealed partial class DeleteRecordsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DeleteRecordsTopicResult> Topics { get; set; } = [];

    public sealed partial class DeleteRecordsTopicResult
    {
        public string Name { get; set; } = "";

        public List<DeleteRecordsPartitionResult> Partitions { get; set; } = [];
    }

    public sealed partial class DeleteRecordsPartitionResult
    {
        public int PartitionIndex { get; set; }

        public long LowWatermark { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
