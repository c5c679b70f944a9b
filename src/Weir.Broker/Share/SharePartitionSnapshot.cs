using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Share;

/// <summary>What the log says about one share partition: the latest snapshot, and the updates since.</summary>
internal sealed class SharePartitionSnapshot(SharePartitionKey key, ShareSnapshotValue snapshot)
{
    public SharePartitionKey Key { get; } = key;

    public ShareSnapshotValue Snapshot { get; } = snapshot;

    /// <summary>Oldest first.</summary>
    public List<ShareUpdateValue> Updates { get; } = [];
}
