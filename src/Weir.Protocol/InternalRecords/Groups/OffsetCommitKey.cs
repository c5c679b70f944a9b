namespace Weir.Protocol.InternalRecords;

/// <summary>Offset Commit Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 1)]
public sealed partial class OffsetCommitKey
{
    public string Group { get; set; } = "";

    public string Topic { get; set; } = "";

    public int Partition { get; set; }
}
