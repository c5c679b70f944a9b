using System.Buffers.Binary;
using Snappier;

namespace Weir.Protocol.Records;

/// <summary>
/// Snappy. Java clients frame it in blocks (snappy-java's <c>SnappyOutputStream</c>, once by xerial.org), librdkafka writes
/// one bare block; the framed form is written, both are read.
/// </summary>
internal static class SnappyCodec
{
    private const int BlockSize = 32 * 1024;

    private const int FrameHeaderSize = 16;

    // The longest match a copy element can make is 64 bytes, from two bytes at the least.
    private const int MaxExpansion = 32;

    private const int FrameVersion = 1;

    private static ReadOnlySpan<byte> FrameMagic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    public static void Compress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        destination.Append(FrameMagic);
        Span<byte> versions = destination.GetSpan(2 * sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(versions, FrameVersion);
        BinaryPrimitives.WriteInt32BigEndian(versions[sizeof(int)..], FrameVersion);
        destination.Advance(2 * sizeof(int));

        while (source.Length > 0)
        {
            ReadOnlySpan<byte> block = source[..Math.Min(source.Length, BlockSize)];
            Span<byte> room = destination.GetSpan(sizeof(int) + Snappy.GetMaxCompressedLength(block.Length));
            int size = Snappy.Compress(block, room[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(room, size);
            destination.Advance(sizeof(int) + size);
            source = source[block.Length..];
        }
    }

    public static void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (!source.StartsWith(FrameMagic))
        {
            DecompressBlock(source, destination);
            return;
        }

        while (source.Length > 0)
        {
            if (source.StartsWith(FrameMagic))
            {
                _ = Take(ref source, FrameHeaderSize);
                continue;
            }

            int size = BinaryPrimitives.ReadInt32BigEndian(Take(ref source, sizeof(int)));
            DecompressBlock(Take(ref source, size), destination);
        }
    }

    private static void DecompressBlock(ReadOnlySpan<byte> block, PooledBuffer destination)
    {
        try
        {
            int size = Snappy.GetUncompressedLength(block);
            if (size > (long)block.Length * MaxExpansion)
            {
                throw Decompressor.Corrupt(CompressionType.Snappy, $"{block.Length} bytes cannot stand for {size}.");
            }

            if (size > destination.Limit - destination.Length)
            {
                throw Decompressor.TooLarge(destination.Limit);
            }

            destination.Advance(Snappy.Decompress(block, destination.GetSpan(size)));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw Decompressor.Corrupt(CompressionType.Snappy, e.Message, e);
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> source, int size)
    {
        if ((uint)size > (uint)source.Length)
        {
            throw Decompressor.Corrupt(CompressionType.Snappy, $"a block of {size} bytes does not fit the {source.Length} bytes left.");
        }

        ReadOnlySpan<byte> taken = source[..size];
        source = source[size..];
        return taken;
    }
}
