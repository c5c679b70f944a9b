namespace Weir.Protocol.InternalRecords;

/// <summary>Share Update Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 1)]
public sealed partial class ShareUpdateKey
{
    public string GroupId { get; set; } = "";

    public Guid TopicId { get; set; }

    public int Partition { get; set; }
}
