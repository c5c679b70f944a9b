namespace Weir.Protocol.Messages;

/// <summary>DescribeProducers response (API key 61), versions 0 to 0.</summary>
[Message(ApiKey.DescribeProducers, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class DescribeProducersResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<TopicResponse> Topics { get; set; } = [];

    public sealed partial class TopicResponse
    {
        public string Name { get; set; } = "";

        public List<PartitionResponse> Partitions { get; set; } = [];
    }

    public sealed partial class PartitionResponse
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public List<ProducerState> ActiveProducers { get; set; } = [];
    }

    public sealed partial class ProducerState
    {
        public long ProducerId { get; set; }

        public int ProducerEpoch { get; set; }

        public int LastSequence { get; set; } = -1;

        public long LastTimestamp { get; set; } = -1;

        public int CoordinatorEpoch { get; set; }

        public long CurrentTxnStartOffset { get; set; } = -1;
    }
}
