namespace Weir.Protocol.InternalRecords;

/// <summary>Share Snapshot Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 0)]
public sealed partial class ShareSnapshotKey
{
    public string GroupId { get; set; } = "";

    public Guid TopicId { get; set; }

    public int Partition { get; set; }
}
