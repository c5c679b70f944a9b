namespace Weir.Protocol.Messages;

/// <summary>DeleteShareGroupOffsets response (API key 92), versions 0 to 0.</summary>
[Message(ApiKey.DeleteShareGroupOffsets, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class DeleteShareGroupOffsetsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public List<DeleteShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    public sealed partial class DeleteShareGroupOffsetsResponseTopic
    {
        public string TopicName { get; set; } = "";

        public Guid TopicId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
