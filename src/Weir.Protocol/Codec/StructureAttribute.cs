namespace Weir.Protocol;

/// <summary>Declares a versioned structure that is no API message: headers, embedded group metadata, records of internal topics.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StructureAttribute(short lowestVersion, short highestVersion) : Attribute
{
    public short LowestVersion { get; } = lowestVersion;

    public short HighestVersion { get; } = highestVersion;

    /// <summary>First version with compact lengths and tagged fields (KIP-482); -1 when no version has them.</summary>
    public short FlexibleFrom { get; set; } = -1;

    /// <summary>Record type id inside its internal topic (KRaft record type, coordinator key type); -1 when it has none.</summary>
    public short Id { get; set; } = -1;
}
