namespace Weir.Protocol.Messages;

/// <summary>WriteTxnMarkers request (API key 27), versions 1 to 2.</summary>
[Message(ApiKey.WriteTxnMarkers, MessageKind.Request, 1, 2, FlexibleFrom = 1)]
public sealed partial class WriteTxnMarkersRequest
{
    public List<WritableTxnMarker> Markers { get; set; } = [];

    public sealed partial class WritableTxnMarker
    {
        public long ProducerId { get; set; }

        public short ProducerEpoch { get; set; }

        public bool TransactionResult { get; set; }

        public List<WritableTxnMarkerTopic> Topics { get; set; } = [];

        public int CoordinatorEpoch { get; set; }

        [Field(Since = 2)]
        public sbyte TransactionVersion { get; set; }
    }

    public sealed partial class WritableTxnMarkerTopic
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }
}
