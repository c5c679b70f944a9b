namespace Weir.Protocol.Messages;

/// <summary>AlterClientQuotas response (API key 49), versions 0 to 1.</summary>
[Message(ApiKey.AlterClientQuotas, MessageKind.Response, 0, 1, FlexibleFrom = 1)]
public sealed partial class AlterClientQuotasResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<EntryData> Entries { get; set; } = [];

    public sealed partial class EntryData
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public List<EntityData> Entity { get; set; } = [];
    }

    public sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }
}
