namespace Weir.Broker.Groups;

/// <summary>One record of <c>__consumer_offsets</c>; a null value is a tombstone.</summary>
internal readonly record struct GroupRecord(byte[] Key, byte[]? Value);
