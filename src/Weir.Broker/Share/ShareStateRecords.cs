using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Share;

/// <summary>Records of <c>__share_group_state</c>, as Apache Kafka 4.3 writes them: the key's prefix is the record type, the value's its version, 0.</summary>
internal static class ShareStateRecords
{
    public const short SnapshotType = 0;
    public const short UpdateType = 1;

    public static GroupRecord Snapshot(SharePartitionKey key, ShareSnapshotValue? value) => GroupRecord.Encode(
        SnapshotType,
        new ShareSnapshotKey { GroupId = key.GroupId, TopicId = key.TopicId, Partition = key.Partition },
        value);

    public static GroupRecord Update(SharePartitionKey key, ShareUpdateValue value) => GroupRecord.Encode(
        UpdateType,
        new ShareUpdateKey { GroupId = key.GroupId, TopicId = key.TopicId, Partition = key.Partition },
        value);

    /// <summary>Whether a record makes those before it needless: a snapshot, or the end of a share partition.</summary>
    public static bool IsSnapshot(GroupRecord record) => System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(record.Key) == SnapshotType;
}
