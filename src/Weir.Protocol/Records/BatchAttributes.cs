namespace Weir.Protocol.Records;

/// <summary>Bits of a record batch's attributes.</summary>
internal static class BatchAttributes
{
    public const short Compression = 0x07;
    public const short LogAppendTime = 0x08;
    public const short Transactional = 0x10;
    public const short Control = 0x20;
    public const short DeleteHorizon = 0x40;

    public static short With(short attributes, CompressionType compression) => (short)((attributes & ~Compression) | (int)compression);

    public static short With(short attributes, TimestampType type) =>
        (short)((attributes & ~LogAppendTime) | (type == TimestampType.LogAppendTime ? LogAppendTime : 0));
}
