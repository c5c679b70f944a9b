namespace Weir.Protocol.Records;

/// <summary>Compresses the records section of a batch as the Java client does.</summary>
internal static class Compressor
{
    /// <summary>Appends the compressed form of <paramref name="source"/> to <paramref name="destination"/>.</summary>
    /// <param name="type">The codec.</param>
    /// <param name="level">The codec's own level (KIP-390): gzip 1 to 9, lz4 1 to 17, zstd -131072 to 22; null for the codec's default. Snappy has none.</param>
    /// <param name="source">The plain bytes.</param>
    /// <param name="destination">Where the compressed bytes go.</param>
    public static void Compress(CompressionType type, int? level, ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        switch (type)
        {
            case CompressionType.None:
                destination.Append(source);
                break;
            case CompressionType.Gzip:
                GzipCodec.Compress(source, destination, level);
                break;
            case CompressionType.Snappy:
                SnappyCodec.Compress(source, destination);
                break;
            case CompressionType.Lz4:
                Lz4FrameWriter.Compress(source, destination, level);
                break;
            case CompressionType.Zstd:
                ZstdCodec.Compress(source, destination, level);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a compression type of record batches.");
        }
    }
}
