namespace Weir.Protocol.Records;

/// <summary>Compression of a record batch: bits 0 to 2 of its attributes.</summary>
public enum CompressionType
{
    None = 0,
    Gzip = 1,
    Snappy = 2,
    Lz4 = 3,
    Zstd = 4,
}
