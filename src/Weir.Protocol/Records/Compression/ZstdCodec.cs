using System.Buffers;
using ZstdSharp;

namespace Weir.Protocol.Records;

/// <summary>Zstandard (RFC 8878, KIP-110): one frame written, with its content size; any number read.</summary>
internal static class ZstdCodec
{
    private const int DefaultLevel = 3;
    private const ulong UsualRatio = 16;

    private static readonly CodecPool<ZstdSharp.Compressor> Compressors = new(static () => new ZstdSharp.Compressor(DefaultLevel));
    private static readonly CodecPool<ZstdSharp.Decompressor> Decompressors = new(static () => new ZstdSharp.Decompressor());

    public static void Compress(ReadOnlySpan<byte> source, PooledBuffer destination, int? level)
    {
        ZstdSharp.Compressor compressor = Compressors.Rent();
        compressor.Level = level ?? DefaultLevel;
        Span<byte> room = destination.GetSpan(ZstdSharp.Compressor.GetCompressBound(source.Length));
        destination.Advance(compressor.Wrap(source, room));
        Compressors.Return(compressor);
    }

    public static void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        ZstdSharp.Decompressor decompressor = Decompressors.Rent();
        try
        {
            DecompressFrames(decompressor, source, destination);
        }
        catch (ZstdException e)
        {
            decompressor.Dispose();
            throw Decompressor.Corrupt(CompressionType.Zstd, e.Message, e);
        }
        catch (ProtocolException)
        {
            decompressor.Dispose();
            throw;
        }

        Decompressors.Return(decompressor);
    }

    private static void DecompressFrames(ZstdSharp.Decompressor decompressor, ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        decompressor.ResetStream();
        int firstRoom = FirstRoom(source, destination.Limit - destination.Length);
        OperationStatus status = OperationStatus.Done;
        while (source.Length > 0 || status != OperationStatus.Done)
        {
            Span<byte> room = destination.Length == destination.Limit ? default : destination.GetSpan(Math.Max(firstRoom, 1));
            firstRoom = 0;
            status = decompressor.UnwrapStream(source, room, out int consumed, out int written);
            source = source[consumed..];
            destination.Advance(written);
            if (status != OperationStatus.Done && consumed == 0 && written == 0)
            {
                throw room.IsEmpty ? Decompressor.TooLarge(destination.Limit) : Decompressor.Corrupt(CompressionType.Zstd, "it ends too early.");
            }
        }
    }

    // With room for a whole frame zstd decodes straight into it. What a frame says of its size is believed up to a usual ratio.
    private static int FirstRoom(ReadOnlySpan<byte> source, int limit)
    {
        ulong announced = source.IsEmpty ? 0 : ZstdSharp.Decompressor.GetDecompressedSize(source);
        return (int)Math.Min(Math.Min(announced, UsualRatio * (ulong)source.Length), (ulong)limit);
    }
}
