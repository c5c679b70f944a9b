namespace Weir.Protocol.Messages;

/// <summary>DescribeClientQuotas request (API key 48), versions 0 to 1.</summary>
[Message(ApiKey.DescribeClientQuotas, MessageKind.Request, 0, 1, FlexibleFrom = 1)]
public sealed partial class DescribeClientQuotasRequest
{
    public List<ComponentData> Components { get; set; } = [];

    public bool Strict { get; set; }

    public sealed partial class ComponentData
    {
        public string EntityType { get; set; } = "";

        public sbyte MatchType { get; set; }

        public string? Match { get; set; } = "";
    }
}
