namespace Weir.Protocol.Messages;

/// <summary>OffsetDelete response (API key 47), versions 0 to 0.</summary>
[Message(ApiKey.OffsetDelete, MessageKind.Response, 0, 0)]
public sealed partial class OffsetDeleteResponse : IErrorResponse, IThrottledResponse
{
    public ErrorCode ErrorCode { get; set; }

    public int ThrottleTimeMs { get; set; }

    public List<OffsetDeleteResponseTopic> Topics { get; set; } = [];

    public sealed partial class OffsetDeleteResponseTopic
    {
        public string Name { get; set; } = "";

        public List<OffsetDeleteResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class OffsetDeleteResponsePartition
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
