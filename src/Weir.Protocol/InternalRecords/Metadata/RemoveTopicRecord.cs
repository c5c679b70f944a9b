namespace Weir.Protocol.InternalRecords;

/// <summary>Remove Topic Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 9)]
public sealed partial class RemoveTopicRecord
{
    public Guid TopicId { get; set; }
}
