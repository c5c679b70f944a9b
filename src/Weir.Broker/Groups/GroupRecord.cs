using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>One record of <c>__consumer_offsets</c> or <c>__share_group_state</c>; a null value is a tombstone.</summary>
internal readonly record struct GroupRecord(byte[] Key, byte[]? Value)
{
    /// <summary>A record whose key and value are structures of version 0.</summary>
    /// <param name="type">Type of the record, the key's prefix.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="value">What there is to say, null for a tombstone; its prefix is its version.</param>
    public static GroupRecord Encode(short type, IProtocolStructure key, IProtocolStructure? value) =>
        new(VersionedStructure.Encode(type, key, 0), value is null ? null : VersionedStructure.Encode(value, 0));
}
