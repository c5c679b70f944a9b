namespace Weir.Protocol.Messages;

/// <summary>WriteTxnMarkers response (API key 27), versions 1 to 2.</summary>
[Message(ApiKey.WriteTxnMarkers, MessageKind.Response, 1, 2, FlexibleFrom = 1)]
public sealed partial class WriteTxnMarkersResponse
{
    public List<WritableTxnMarkerResult> Markers { get; set; } = [];

    public sealed partial class WritableTxnMarkerResult
    {
        public long ProducerId { get; set; }

        public List<WritableTxnMarkerTopicResult> Topics { get; set; } = [];
    }

    public sealed partial class WritableTxnMarkerTopicResult
    {
        public string Name { get; set; } = "";

        public List<WritableTxnMarkerPartitionResult> Partitions { get; set; } = [];
    }

    public sealed partial class WritableTxnMarkerPartitionResult
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
