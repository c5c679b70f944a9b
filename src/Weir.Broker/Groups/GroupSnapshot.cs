using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Broker.Groups.Streams;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups;

/// <summary>What the log says about one group.</summary>
internal sealed class GroupSnapshot(string id)
{
    public string Id { get; } = id;

    /// <summary>Null for a simple group, which only stores offsets.</summary>
    public GroupMetadataValue? Metadata { get; set; }

    /// <summary>Set for a group of KIP-848.</summary>
    public ConsumerSnapshot? Consumer { get; set; }

    /// <summary>Set for a share group.</summary>
    public ShareSnapshot? Share { get; set; }

    /// <summary>Set for a streams group.</summary>
    public StreamsSnapshot? Streams { get; set; }

    public Dictionary<TopicPartition, CommittedOffset> Offsets { get; } = [];

    /// <summary>Offsets of open transactions, by producer id.</summary>
    public Dictionary<long, Dictionary<TopicPartition, CommittedOffset>> Pending { get; } = [];
}
