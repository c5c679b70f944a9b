namespace Weir.Protocol.Messages;

/// <summary>CreateTopics response (API key 19), versions 2 to 7.</summary>
[Message(ApiKey.CreateTopics, MessageKind.Response, 2, 7, FlexibleFrom = 5)]
public sealed partial class CreateTopicsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<CreatableTopicResult> Topics { get; set; } = [];

    public sealed partial class CreatableTopicResult
    {
        public string Name { get; set; } = "";

        [Field(Since = 7)]
        public Guid TopicId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        [Field(Since = 5, Tag = 0)]
        public short TopicConfigErrorCode { get; set; }

        [Field(Since = 5)]
        public int NumPartitions { get; set; } = -1;

        [Field(Since = 5)]
        public short ReplicationFactor { get; set; } = -1;

        [Field(Since = 5)]
        public List<CreatableTopicConfigs>? Configs { get; set; } = [];
    }

    public sealed partial class CreatableTopicConfigs
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";

        public bool ReadOnly { get; set; }

        public sbyte ConfigSource { get; set; } = -1;

        public bool IsSensitive { get; set; }
    }
}
