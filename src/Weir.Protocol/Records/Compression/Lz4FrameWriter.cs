using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Weir.Protocol.Records;

/// <summary>Writes one LZ4 frame as the Java client's <c>Lz4BlockOutputStream</c>: independent blocks of 64 KiB, no checksums but the header's.</summary>
internal static class Lz4FrameWriter
{
    private const int BlockSize = 64 * 1024;
    private const byte BlockSizeCode = 4 << 4;
    private const int HeaderSize = 7;

    // The Java client's default level is 9 and means the fast compressor; any other picks the high compressor.
    private const int DefaultLevel = 9;

    public static void Compress(ReadOnlySpan<byte> source, PooledBuffer destination, int? level)
    {
        WriteHeader(destination);
        LZ4Level codecLevel = CodecLevel(level);
        while (source.Length > 0)
        {
            ReadOnlySpan<byte> block = source[..Math.Min(source.Length, BlockSize)];
            WriteBlock(block, destination, codecLevel);
            source = source[block.Length..];
        }

        destination.GetSpan(sizeof(uint))[..sizeof(uint)].Clear();
        destination.Advance(sizeof(uint));
    }

    private static void WriteHeader(PooledBuffer destination)
    {
        Span<byte> header = destination.GetSpan(HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Lz4Frame.Magic);
        header[4] = Lz4Frame.Version | Lz4Frame.IndependentBlocks;
        header[5] = BlockSizeCode;
        header[6] = Lz4Frame.HeaderChecksum(header[4..6]);
        destination.Advance(HeaderSize);
    }

    private static void WriteBlock(ReadOnlySpan<byte> block, PooledBuffer destination, LZ4Level level)
    {
        Span<byte> room = destination.GetSpan(sizeof(uint) + LZ4Codec.MaximumOutputSize(block.Length));
        int size = LZ4Codec.Encode(block, room[sizeof(uint)..], level);
        uint mark = (uint)size;
        if (size <= 0 || size >= block.Length)
        {
            block.CopyTo(room[sizeof(uint)..]);
            size = block.Length;
            mark = (uint)size | Lz4Frame.StoredBlock;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(room, mark);
        destination.Advance(sizeof(uint) + size);
    }

    private static LZ4Level CodecLevel(int? level) => level is null or DefaultLevel
        ? LZ4Level.L00_FAST
        : (LZ4Level)Math.Clamp(level.Value, (int)LZ4Level.L03_HC, (int)LZ4Level.L12_MAX);
}
