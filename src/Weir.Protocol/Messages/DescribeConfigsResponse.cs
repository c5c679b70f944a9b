namespace Weir.Protocol.Messages;

/// <summary>DescribeConfigs response (API key 32), versions 1 to 4.</summary>
[Message(ApiKey.DescribeConfigs, MessageKind.Response, 1, 4, FlexibleFrom = 4)]
public sealed partial class DescribeConfigsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DescribeConfigsResult> Results { get; set; } = [];

    public sealed partial class DescribeConfigsResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public List<DescribeConfigsResourceResult> Configs { get; set; } = [];
    }

    public sealed partial class DescribeConfigsResourceResult
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";

        public bool ReadOnly { get; set; }

        public sbyte ConfigSource { get; set; } = -1;

        public bool IsSensitive { get; set; }

        public List<DescribeConfigsSynonym> Synonyms { get; set; } = [];

        [Field(Since = 3)]
        public sbyte ConfigType { get; set; }

        [Field(Since = 3)]
        public string? Documentation { get; set; } = "";
    }

    public sealed partial class DescribeConfigsSynonym
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; } = "";

        public sbyte Source { get; set; }
    }
}
