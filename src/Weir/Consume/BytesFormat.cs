namespace Weir.Consume;

/// <summary>How the bytes of a key or value are shown.</summary>
internal enum BytesFormat
{
    /// <summary>As UTF-8.</summary>
    Text,

    /// <summary>Hexadecimal digits.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,

    /// <summary>A 32-bit big-endian integer, as Java's IntegerSerializer writes it.</summary>
    Int,

    /// <summary>A 64-bit big-endian integer, as Java's LongSerializer writes it.</summary>
    Long,

    /// <summary>A 64-bit big-endian IEEE 754 number, as Java's DoubleSerializer writes it.</summary>
    Double,
}
