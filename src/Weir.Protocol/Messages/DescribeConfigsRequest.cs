namespace Weir.Protocol.Messages;

/// <summary>DescribeConfigs request (API key 32), versions 1 to 4.</summary>
[Message(ApiKey.DescribeConfigs, MessageKind.Request, 1, 4, FlexibleFrom = 4)]
public sealed partial class DescribeConfigsRequest
{
    public List<DescribeConfigsResource> Resources { get; set; } = [];

    public bool IncludeSynonyms { get; set; }

    [Field(Since = 3)]
    public bool IncludeDocumentation { get; set; }

    public sealed partial class DescribeConfigsResource
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public List<string>? ConfigurationKeys { get; set; } = [];
    }
}
