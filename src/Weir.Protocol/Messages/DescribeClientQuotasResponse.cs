namespace Weir.Protocol.Messages;

/// <summary>DescribeClientQuotas response (API key 48), versions 0 to 1.</summary>
[Message(ApiKey.DescribeClientQuotas, MessageKind.Response, 0, 1, FlexibleFrom = 1)]
public sealed partial class DescribeClientQuotasResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    public List<EntryData>? Entries { get; set; } = [];

    public sealed partial class EntryData
    {
        public List<EntityData> Entity { get; set; } = [];

        public List<ValueData> Values { get; set; } = [];
    }

    public sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }

    public sealed partial class ValueData
    {
        public string Key { get; set; } = "";

        public double Value { get; set; }
    }
}
