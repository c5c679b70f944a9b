using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Share;

/// <summary>Rebuilds share partitions from the records of <c>__share_group_state</c>, fed in log order.</summary>
/// <remarks>Thread model: one thread, while the broker starts.</remarks>
internal sealed class ShareStateReader
{
    private readonly Dictionary<SharePartitionKey, SharePartitionSnapshot> _partitions = [];

    public IReadOnlyCollection<SharePartitionSnapshot> Partitions => _partitions.Values;

    /// <summary>Applies a record; types of later releases are passed over.</summary>
    /// <returns>The share partition, when this was a snapshot of it or its end.</returns>
    /// <exception cref="ProtocolException">The record is of a known type but not readable.</exception>
    public SharePartitionKey? Read(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value)
    {
        var reader = new ProtocolReader(key);
        short type = reader.ReadInt16();
        if (type is not (ShareStateRecords.SnapshotType or ShareStateRecords.UpdateType))
        {
            return null;
        }

        // Keys of both types are laid out alike.
        var named = new ShareSnapshotKey();
        named.Read(ref reader, 0);
        var partition = new SharePartitionKey(named.GroupId, named.TopicId, named.Partition);
        if (type == ShareStateRecords.SnapshotType)
        {
            if (GroupRecordReader.ReadValue<ShareSnapshotValue>(value) is { } snapshot)
            {
                _partitions[partition] = new SharePartitionSnapshot(partition, snapshot);
            }
            else
            {
                _partitions.Remove(partition);
            }

            return partition;
        }

        if (GroupRecordReader.ReadValue<ShareUpdateValue>(value) is { } update
            && _partitions.TryGetValue(partition, out SharePartitionSnapshot? known)
            && update.SnapshotEpoch == known.Snapshot.SnapshotEpoch)
        {
            known.Updates.Add(update);
        }

        return null;
    }
}
