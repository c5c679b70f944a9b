namespace Weir.Protocol.InternalRecords;

/// <summary>Client Quota Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 14)]
public sealed partial class ClientQuotaRecord
{
    public List<EntityData> Entity { get; set; } = [];

    public string Key { get; set; } = "";

    public double Value { get; set; }

    public bool Remove { get; set; }

    public sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }
}
