using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Groups;

/// <summary>Rebuilds groups and offsets from the records of <c>__consumer_offsets</c>, fed in log order.</summary>
/// <remarks>Thread model: one thread, while the broker starts.</remarks>
internal sealed class GroupRecordReader
{
    public const short LegacyOffsetKeyType = 0;
    public const short OffsetKeyType = 1;
    public const short GroupKeyType = 2;

    private readonly Dictionary<string, GroupSnapshot> _groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<GroupSnapshot> Groups => _groups.Values;

    /// <summary>Records skipped because their key type belongs to another kind of group, or to a later release.</summary>
    public int Skipped { get; private set; }

    /// <summary>Applies a record.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; null for a tombstone.</param>
    /// <param name="pendingOf">The producer whose open transaction it belongs to; null when it counts.</param>
    /// <exception cref="ProtocolException">The record is of a known type but not readable.</exception>
    public void Read(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, long? pendingOf = null)
    {
        var reader = new ProtocolReader(key);
        short type = reader.ReadInt16();
        switch (type)
        {
            case LegacyOffsetKeyType or OffsetKeyType:
                ReadOffset(ref reader, value, pendingOf);
                break;
            case GroupKeyType:
                ReadGroup(ref reader, value);
                break;
            default:
                if (ConsumerRecordReader.Knows(type))
                {
                    ReadConsumer(type, ref reader, value);
                }
                else if (ShareRecordReader.Knows(type))
                {
                    ReadShare(type, ref reader, value);
                }
                else if (StreamsRecordReader.Knows(type))
                {
                    ReadStreams(type, ref reader, value);
                }
                else
                {
                    Skipped++;
                }

                break;
        }
    }

    private void ReadGroup(ref ProtocolReader keyReader, ReadOnlyMemory<byte>? valueBytes)
    {
        var key = new GroupMetadataKey();
        key.Read(ref keyReader, 0);
        GroupSnapshot group = GetOrAdd(key.Group);
        group.Metadata = ReadValue<GroupMetadataValue>(valueBytes);
        DropIfGone(group);
    }

    private void ReadOffset(ref ProtocolReader keyReader, ReadOnlyMemory<byte>? valueBytes, long? pendingOf)
    {
        // Key versions 0 and 1 are alike; they told two forms of value apart before values had versions of their own.
        var key = new OffsetCommitKey();
        key.Read(ref keyReader, 0);
        GroupSnapshot group = GetOrAdd(key.Group);
        var partition = new TopicPartition(key.Topic, key.Partition);
        Dictionary<TopicPartition, CommittedOffset> offsets = pendingOf is { } producerId ? PendingOf(group, producerId) : group.Offsets;
        if (valueBytes is not { } bytes)
        {
            offsets.Remove(partition);
            DropIfGone(group);
            return;
        }

        var reader = new ProtocolReader(bytes);
        short version = ReadVersion<OffsetCommitValue>(ref reader);
        var value = new OffsetCommitValue();
        value.Read(ref reader, version);
        offsets[partition] = new CommittedOffset(value.Offset, value.LeaderEpoch, value.Metadata, value.CommitTimestamp)
        {
            ExpireTimestampMs = value.ExpireTimestamp < 0 ? null : value.ExpireTimestamp,
            TopicId = value.TopicId,
        };
    }

    /// <exception cref="ProtocolException">The version is not known.</exception>
    public static short ReadVersion<T>(ref ProtocolReader reader)
        where T : IVersionedStructure
    {
        short version = reader.ReadInt16();
        return version >= T.LowestVersion && version <= T.HighestVersion
            ? version
            : throw new ProtocolException($"A {typeof(T).Name} of version {version} was written by a later release; versions {T.LowestVersion} to {T.HighestVersion} are known.");
    }

    /// <summary>A value behind its version; null for a tombstone.</summary>
    /// <exception cref="ProtocolException">The value is not readable.</exception>
    public static T? ReadValue<T>(ReadOnlyMemory<byte>? value)
        where T : class, IProtocolStructure, IVersionedStructure, new()
    {
        if (value is not { } bytes)
        {
            return null;
        }

        // The structure refers to the bytes it was read from, and the caller's buffer is only lent.
        var reader = new ProtocolReader(bytes.ToArray());
        short version = ReadVersion<T>(ref reader);
        var structure = new T();
        structure.Read(ref reader, version);
        return structure;
    }

    /// <summary>Keeps the latest value of an item, or forgets the item when that is a tombstone.</summary>
    public static void Put<T>(IDictionary<string, T> items, string item, T? value)
        where T : class
    {
        if (value is null)
        {
            items.Remove(item);
        }
        else
        {
            items[item] = value;
        }
    }

    private void ReadShare(short type, ref ProtocolReader keyReader, ReadOnlyMemory<byte>? value)
    {
        (string groupId, string memberId) = ShareRecordReader.ReadKey(type, ref keyReader);
        GroupSnapshot group = GetOrAdd(groupId);
        ShareRecordReader.Apply(group.Share ??= new ShareSnapshot(), type, memberId, value);
        DropIfGone(group);
    }

    private void ReadStreams(short type, ref ProtocolReader keyReader, ReadOnlyMemory<byte>? value)
    {
        (string groupId, string memberId) = StreamsRecordReader.ReadKey(type, ref keyReader);
        GroupSnapshot group = GetOrAdd(groupId);
        StreamsRecordReader.Apply(group.Streams ??= new StreamsSnapshot(), type, memberId, value);
        DropIfGone(group);
    }

    private void ReadConsumer(short type, ref ProtocolReader keyReader, ReadOnlyMemory<byte>? value)
    {
        (string groupId, string item) = ConsumerRecordReader.ReadKey(type, ref keyReader);
        GroupSnapshot group = GetOrAdd(groupId);
        ConsumerRecordReader.Apply(group.Consumer ??= new ConsumerSnapshot(), type, item, value);
        DropIfGone(group);
    }

    private static Dictionary<TopicPartition, CommittedOffset> PendingOf(GroupSnapshot group, long producerId)
    {
        if (!group.Pending.TryGetValue(producerId, out Dictionary<TopicPartition, CommittedOffset>? offsets))
        {
            group.Pending.Add(producerId, offsets = []);
        }

        return offsets;
    }

    private GroupSnapshot GetOrAdd(string groupId)
    {
        if (!_groups.TryGetValue(groupId, out GroupSnapshot? group))
        {
            _groups.Add(groupId, group = new GroupSnapshot(groupId));
        }

        return group;
    }

    private void DropIfGone(GroupSnapshot group)
    {
        if (group.Consumer is { IsEmpty: true })
        {
            group.Consumer = null;
        }

        if (group.Share is { IsEmpty: true })
        {
            group.Share = null;
        }

        if (group.Streams is { IsEmpty: true })
        {
            group.Streams = null;
        }

        bool isKind = group.Metadata is not null || group.Consumer is not null || group.Share is not null || group.Streams is not null;
        if (!isKind && group.Offsets.Count == 0 && group.Pending.Count == 0)
        {
            _groups.Remove(group.Id);
        }
    }
}
