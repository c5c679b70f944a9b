using Weir.Protocol;

namespace Weir.Broker;

/// <summary>
/// Frame of a record in the cluster metadata log, as Apache Kafka writes it: frame version 1, record type and record version,
/// each an unsigned varint, then the record (KIP-631, "Record Formats").
/// </summary>
internal static class MetadataRecordFrame
{
    private const uint FrameVersion = 1;

    public static byte[] Encode<TRecord>(short typeId, short version, TRecord record)
        where TRecord : IVersionedStructure
    {
        var size = default(MessageSize);
        size.AddUnsignedVarint(FrameVersion);
        size.AddUnsignedVarint((uint)typeId);
        size.AddUnsignedVarint((uint)version);
        record.AddSize(ref size, version);
        byte[] bytes = new byte[size.Inline];
        var writer = new ProtocolWriter(bytes);
        writer.WriteUnsignedVarint(FrameVersion);
        writer.WriteUnsignedVarint((uint)typeId);
        writer.WriteUnsignedVarint((uint)version);
        record.Write(ref writer, version);
        return bytes;
    }

    /// <exception cref="ProtocolException">The frame is of another version.</exception>
    public static (short TypeId, short Version) ReadHead(ref ProtocolReader reader)
    {
        uint frame = reader.ReadUnsignedVarint();
        if (frame != FrameVersion)
        {
            throw new ProtocolException($"A metadata record has frame version {frame}; only {FrameVersion} is known.");
        }

        return ((short)reader.ReadUnsignedVarint(), (short)reader.ReadUnsignedVarint());
    }
}
