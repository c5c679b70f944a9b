namespace Weir.Protocol.InternalRecords;

/// <summary>Group Metadata Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 2)]
public sealed partial class GroupMetadataKey
{
    public string Group { get; set; } = "";
}
