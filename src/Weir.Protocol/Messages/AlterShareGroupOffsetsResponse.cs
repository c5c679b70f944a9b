namespace Weir.Protocol.Messages;

/// <summary>AlterShareGroupOffsets response (API key 91), versions 0 to 0.</summary>
[Message(ApiKey.AlterShareGroupOffsets, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class AlterShareGroupOffsetsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public List<AlterShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    public sealed partial class AlterShareGroupOffsetsResponseTopic
    {
        public string TopicName { get; set; } = "";

        public Guid TopicId { get; set; }

        public List<AlterShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class AlterShareGroupOffsetsResponsePartition
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
