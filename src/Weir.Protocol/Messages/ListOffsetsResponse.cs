namespace Weir.Protocol.Messages;

/// <summary>ListOffsets response (API key 2), versions 1 to 11.</summary>
[Message(ApiKey.ListOffsets, MessageKind.Response, 1, 11, FlexibleFrom = 6)]
public sealed partial class ListOffsetsResponse : IThrottledResponse
{
    [Field(Since = 2)]
    public int ThrottleTimeMs { get; set; }

    public List<ListOffsetsTopicResponse> Topics { get; set; } = [];

    public sealed partial class ListOffsetsTopicResponse
    {
        public string Name { get; set; } = "";

        public List<ListOffsetsPartitionResponse> Partitions { get; set; } = [];
    }

    public sealed partial class ListOffsetsPartitionResponse
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public long Timestamp { get; set; } = -1;

        public long Offset { get; set; } = -1;

        [Field(Since = 4)]
        public int LeaderEpoch { get; set; } = -1;
    }
}
