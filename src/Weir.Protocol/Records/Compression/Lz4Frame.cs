namespace Weir.Protocol.Records;

/// <summary>Constants of the LZ4 frame format (lz4_Frame_format.md, version 1.6).</summary>
internal static class Lz4Frame
{
    public const uint Magic = 0x184D2204;

    /// <summary>Sixteen magics, the last four bits free, mark frames to be skipped.</summary>
    public const uint SkippableMagic = 0x184D2A50;

    public const int VersionMask = 0b1100_0000;
    public const int Version = 0b0100_0000;
    public const int IndependentBlocks = 0b0010_0000;
    public const int BlockChecksum = 0b0001_0000;
    public const int ContentSize = 0b0000_1000;
    public const int ContentChecksum = 0b0000_0100;
    public const int DictionaryId = 0b0000_0001;

    /// <summary>Bit of a block's size that says the block is stored as it is.</summary>
    public const uint StoredBlock = 0x8000_0000;

    /// <summary>How far back a block may refer.</summary>
    public const int WindowSize = 64 * 1024;

    public static byte HeaderChecksum(ReadOnlySpan<byte> descriptor) => (byte)(XxHash32.Compute(descriptor) >> 8);
}
