namespace Weir.Protocol.Messages;

/// <summary>AlterConfigs request (API key 33), versions 0 to 2.</summary>
[Message(ApiKey.AlterConfigs, MessageKind.Request, 0, 2, FlexibleFrom = 2)]
public sealed partial class AlterConfigsRequest
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

        public string? Value { get; set; } = "";
    }
}
