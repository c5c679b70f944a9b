namespace Weir.Protocol.InternalRecords;

/// <summary>Share Group Member Metadata Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 10)]
public sealed partial class ShareGroupMemberMetadataValue
{
    public string? RackId { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public List<string> SubscribedTopicNames { get; set; } = [];
}
