namespace Weir.Protocol.Messages;

/// <summary>IncrementalAlterConfigs request (API key 44), versions 0 to 1.</summary>
[Message(ApiKey.IncrementalAlterConfigs, MessageKind.Request, 0, 1, FlexibleFrom = 1)]
public sealed partial class IncrementalAlterConfigsRequest
{
    public List<AlterConfigsResource> Resources { get; set; } = [];

    public bool ValidateOnly { get; set; }

    public sealed partial class AlterConfigsResource
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public List<AlterableConfig> Configs { get; set; } = [];
    }

    public sealed partial class AlterableConfig
    {
        public string Name { get; set; } = "";

        public sbyte ConfigOperation { get; set; }

        public string? Value { get; set; } = "";
    }
}
