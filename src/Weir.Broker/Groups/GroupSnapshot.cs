using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups;

/// <summary>What the log says about one group.</summary>
internal sealed class GroupSnapshot(string id)
{
    public string Id { get; } = id;

    /// <summary>Null for a simple group, which only stores offsets.</summary>
    public GroupMetadataValue? Metadata { get; set; }

    public Dictionary<TopicPartition, CommittedOffset> Offsets { get; } = [];
}
