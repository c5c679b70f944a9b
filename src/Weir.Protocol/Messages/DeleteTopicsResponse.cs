namespace Weir.Protocol.Messages;

/// <summary>DeleteTopics response (API key 20), versions 1 to 6.</summary>
[Message(ApiKey.DeleteTopics, MessageKind.Response, 1, 6, FlexibleFrom = 4)]
public sealed partial class DeleteTopicsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DeletableTopicResult> Responses { get; set; } = [];

    public sealed partial class DeletableTopicResult
    {
        [Field(NullableSince = 6)]
        public string? Name { get; set; } = "";

        [Field(Since = 6)]
        public Guid TopicId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        [Field(Since = 5)]
        public string? ErrorMessage { get; set; }
    }
}
