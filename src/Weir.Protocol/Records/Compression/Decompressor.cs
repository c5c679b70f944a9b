namespace Weir.Protocol.Records;

/// <summary>Decompresses the records section of a batch, whatever client wrote it.</summary>
internal static class Decompressor
{
    /// <summary>Appends the plain form of <paramref name="source"/> to <paramref name="destination"/>, whose limit bounds it.</summary>
    /// <exception cref="ProtocolException">The codec is unknown, the bytes are not its format, or the plain form exceeds the limit.</exception>
    public static void Decompress(CompressionType type, ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        switch (type)
        {
            case CompressionType.None:
                destination.Append(source);
                break;
            case CompressionType.Gzip:
                GzipCodec.Decompress(source, destination);
                break;
            case CompressionType.Snappy:
                SnappyCodec.Decompress(source, destination);
                break;
            case CompressionType.Lz4:
                Lz4FrameReader.Decompress(source, destination);
                break;
            case CompressionType.Zstd:
                ZstdCodec.Decompress(source, destination);
                break;
            default:
                throw new ProtocolException($"Compression type {(int)type} is unknown.");
        }
    }

    public static ProtocolException Corrupt(CompressionType type, string what, Exception? inner = null) =>
        new($"The {type.ToString().ToLowerInvariant()} data of a record batch is corrupt: {what}", inner!);

    public static ProtocolException TooLarge(int limit) =>
        new($"The records of a batch decompress to more than the allowed {limit} bytes.") { ExceedsLimit = true };
}
