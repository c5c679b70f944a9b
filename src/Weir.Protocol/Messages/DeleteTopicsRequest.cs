namespace Weir.Protocol.Messages;

/// <summary>DeleteTopics request (API key 20), versions 1 to 6.</summary>
[Message(ApiKey.DeleteTopics, MessageKind.Request, 1, 6, FlexibleFrom = 4)]
public sealed partial class DeleteTopicsRequest
{
    [Field(Since = 6)]
    public List<DeleteTopicState> Topics { get; set; } = [];

    [Field(Until = 5)]
    public List<string> TopicNames { get; set; } = [];

    public int TimeoutMs { get; set; }

    public sealed partial class DeleteTopicState
    {
        public string? Name { get; set; }

        public Guid TopicId { get; set; }
    }
}
