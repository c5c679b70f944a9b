namespace Weir.Protocol.Messages;

/// <summary>Metadata request (API key 3), versions 0 to 13.</summary>
[Message(ApiKey.Metadata, MessageKind.Request, 0, 13, FlexibleFrom = 9)]
public sealed partial class MetadataRequest
{
    [Field(NullableSince = 1)]
    public List<MetadataRequestTopic>? Topics { get; set; } = [];

    [Field(Since = 4)]
    public bool AllowAutoTopicCreation { get; set; } = true;

    [Field(Since = 8, Until = 10)]
    public bool IncludeClusterAuthorizedOperations { get; set; }

    [Field(Since = 8)]
    public bool IncludeTopicAuthorizedOperations { get; set; }

    public sealed partial class MetadataRequestTopic
    {
        [Field(Since = 10)]
        public Guid TopicId { get; set; }

        [Field(NullableSince = 10)]
        public string? Name { get; set; } = "";
    }
}
