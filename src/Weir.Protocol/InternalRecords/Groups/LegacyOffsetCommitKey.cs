namespace Weir.Protocol.InternalRecords;

/// <summary>Legacy Offset Commit Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 0)]
public sealed partial class LegacyOffsetCommitKey
{
    public string Group { get; set; } = "";

    public string Topic { get; set; } = "";

    public int Partition { get; set; }
}
