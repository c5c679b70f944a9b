namespace Weir.Protocol;

/// <summary>Something the generator can read, measure and write at a given version.</summary>
public interface IProtocolStructure
{
    /// <summary>Fills this instance from <paramref name="reader"/>. Byte fields refer to the reader's memory; they are not copied.</summary>
    /// <exception cref="ProtocolException">The bytes are not a valid structure of this version.</exception>
    void Read(ref ProtocolReader reader, short version);

    /// <summary>Adds the encoded size at <paramref name="version"/>, in bytes.</summary>
    void AddSize(ref MessageSize size, short version);

    /// <summary>Writes exactly what <see cref="AddSize"/> announced.</summary>
    void Write(ref ProtocolWriter writer, short version);
}
