namespace Weir.Protocol.InternalRecords;

/// <summary>Topic Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 2)]
public sealed partial class TopicRecord
{
    public string Name { get; set; } = "";

    public Guid TopicId { get; set; }
}
