namespace Weir.Protocol;

/// <summary>
/// A structure behind a number of 16 bits that says what it is: its version, in what consumers tell each other and in values of internal topics, or
/// its type, in keys of <c>__consumer_offsets</c>.
/// </summary>
public static class VersionedStructure
{
    /// <summary>The structure behind its version.</summary>
    public static byte[] Encode(IProtocolStructure structure, short version) => Encode(version, structure, version);

    /// <param name="prefix">What stands in front.</param>
    /// <param name="structure">What is encoded.</param>
    /// <param name="version">In which version of its layout.</param>
    public static byte[] Encode(short prefix, IProtocolStructure structure, short version)
    {
        ArgumentNullException.ThrowIfNull(structure);
        var size = default(MessageSize);
        size.Add(sizeof(short));
        structure.AddSize(ref size, version);
        byte[] bytes = new byte[size.Total];
        var writer = new ProtocolWriter(bytes);
        writer.WriteInt16(prefix);
        structure.Write(ref writer, version);
        return bytes;
    }
}
