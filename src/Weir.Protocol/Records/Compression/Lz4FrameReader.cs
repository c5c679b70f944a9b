using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Weir.Protocol.Records;

/// <summary>Reads any legal sequence of LZ4 frames: linked or independent blocks, all checksums, skippable frames; no dictionaries.</summary>
internal ref struct Lz4FrameReader
{
    // A match of an LZ4 block grows by at most 255 bytes for each byte of its length.
    private const long MaxExpansion = 255;
    private const int MinimumBlockRoom = 64;

    private readonly PooledBuffer _destination;
    private ReadOnlySpan<byte> _rest;

    private Lz4FrameReader(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        _rest = source;
        _destination = destination;
    }

    public static void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        var reader = new Lz4FrameReader(source, destination);
        while (reader._rest.Length > 0)
        {
            reader.ReadFrame();
        }
    }

    private static ProtocolException Corrupt(string what) => Decompressor.Corrupt(CompressionType.Lz4, what);

    private void ReadFrame()
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        if ((magic & ~0xFu) == Lz4Frame.SkippableMagic)
        {
            _ = Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))));
            return;
        }

        if (magic != Lz4Frame.Magic)
        {
            throw Corrupt($"it starts with {magic:X8} instead of the frame magic.");
        }

        int frameStart = _destination.Length;
        (int flags, int blockSize, long contentSize) = ReadDescriptor();
        while (ReadBlock(flags, blockSize, frameStart))
        {
        }

        if (contentSize >= 0 && contentSize != _destination.Length - frameStart)
        {
            throw Corrupt($"the frame announces {contentSize} bytes and holds {_destination.Length - frameStart}.");
        }

        if ((flags & Lz4Frame.ContentChecksum) != 0)
        {
            CheckHash(_destination.WrittenSpan[frameStart..], "content");
        }
    }

    private (int Flags, int BlockSize, long ContentSize) ReadDescriptor()
    {
        ReadOnlySpan<byte> start = _rest;
        int flags = Take(2)[0];
        int blockSizeCode = (start[1] >> 4) & 7;
        if ((flags & Lz4Frame.VersionMask) != Lz4Frame.Version || blockSizeCode < 4)
        {
            throw Corrupt($"the frame descriptor {flags:X2} {start[1]:X2} is not of version 1.");
        }

        if ((flags & Lz4Frame.DictionaryId) != 0)
        {
            throw Corrupt("the frame needs a dictionary.");
        }

        long contentSize = (flags & Lz4Frame.ContentSize) == 0 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        byte checksum = Lz4Frame.HeaderChecksum(start[..(start.Length - _rest.Length)]);
        if (Take(1)[0] != checksum)
        {
            throw Corrupt("the frame descriptor's checksum is wrong.");
        }

        return (flags, 1 << (8 + (2 * blockSizeCode)), contentSize);
    }

    // False at the end mark.
    private bool ReadBlock(int flags, int blockSize, int frameStart)
    {
        uint mark = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        if (mark == 0)
        {
            return false;
        }

        uint size = mark & ~Lz4Frame.StoredBlock;
        if (size > (uint)blockSize)
        {
            throw Corrupt($"a block of {size} bytes is larger than the frame's {blockSize}.");
        }

        ReadOnlySpan<byte> block = Take((int)size);
        if ((flags & Lz4Frame.BlockChecksum) != 0)
        {
            CheckHash(block, "block");
        }

        if ((mark & Lz4Frame.StoredBlock) != 0)
        {
            AppendStored(block);
        }
        else
        {
            AppendDecoded(block, blockSize, (flags & Lz4Frame.IndependentBlocks) != 0 ? _destination.Length : frameStart);
        }

        return true;
    }

    private readonly void AppendStored(ReadOnlySpan<byte> block)
    {
        if (block.Length > _destination.Limit - _destination.Length)
        {
            throw Decompressor.TooLarge(_destination.Limit);
        }

        _destination.Append(block);
    }

    private readonly void AppendDecoded(ReadOnlySpan<byte> block, int blockSize, int windowStart)
    {
        int most = (int)Math.Min(blockSize, (block.Length * MaxExpansion) + MinimumBlockRoom);
        int room = Math.Min(most, _destination.Limit - _destination.Length);
        Span<byte> target = _destination.GetSpan(room)[..room];
        windowStart = Math.Max(windowStart, _destination.Length - Lz4Frame.WindowSize);
        ReadOnlySpan<byte> window = _destination.WrittenSpan[windowStart..];
        int decoded = window.IsEmpty ? LZ4Codec.Decode(block, target) : LZ4Codec.Decode(block, target, window);
        if (decoded < 0)
        {
            throw room < most ? Decompressor.TooLarge(_destination.Limit) : Corrupt("a block does not decode.");
        }

        _destination.Advance(decoded);
    }

    private void CheckHash(ReadOnlySpan<byte> bytes, string what)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))) != XxHash32.Compute(bytes))
        {
            throw Corrupt($"a {what} checksum is wrong.");
        }
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if ((uint)size > (uint)_rest.Length)
        {
            throw Corrupt($"{size} bytes are needed where {_rest.Length} are left.");
        }

        ReadOnlySpan<byte> taken = _rest[..size];
        _rest = _rest[size..];
        return taken;
    }
}
