namespace Weir.Protocol.Messages;

/// <summary>AlterClientQuotas request (API key 49), versions 0 to 1.</summary>
[Message(ApiKey.AlterClientQuotas, MessageKind.Request, 0, 1, FlexibleFrom = 1)]
public sealed partial class AlterClientQuotasRequest
{
    public List<EntryData> Entries { get; set; } = [];

    public bool ValidateOnly { get; set; }

    public sealed partial class EntryData
    {
        public List<EntityData> Entity { get; set; } = [];

        public List<OpData> Ops { get; set; } = [];
    }

    public sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }

    public sealed partial class OpData
    {
        public string Key { get; set; } = "";

        public double Value { get; set; }

        public bool Remove { get; set; }
    }
}
