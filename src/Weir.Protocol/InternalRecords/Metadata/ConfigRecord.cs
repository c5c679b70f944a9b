namespace Weir.Protocol.InternalRecords;

/// <summary>Config Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 4)]
public sealed partial class ConfigRecord
{
    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public string Name { get; set; } = "";

    public string? Value { get; set; } = "";
}
