using System.IO.Compression;

namespace Weir.Protocol.Records;

/// <summary>gzip (RFC 1952), one member written, any number read.</summary>
internal static class GzipCodec
{
    private const int DefaultLevel = 6;

    public static void Compress(ReadOnlySpan<byte> source, PooledBuffer destination, int? level)
    {
        using var output = new PooledBufferStream(destination);
        using var gzip = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = level ?? DefaultLevel });
        gzip.Write(source);
    }

    public static unsafe void Decompress(ReadOnlySpan<byte> source, PooledBuffer destination)
    {
        if (source.IsEmpty)
        {
            return;
        }

        fixed (byte* start = source)
        {
            using var input = new UnmanagedMemoryStream(start, source.Length);
            using var gzip = new GZipStream(input, CompressionMode.Decompress);
            try
            {
                Drain(gzip, destination);
            }
            catch (InvalidDataException e)
            {
                throw Decompressor.Corrupt(CompressionType.Gzip, e.Message, e);
            }
        }
    }

    private static void Drain(GZipStream gzip, PooledBuffer destination)
    {
        while (true)
        {
            if (destination.Length == destination.Limit)
            {
                if (gzip.ReadByte() >= 0)
                {
                    throw Decompressor.TooLarge(destination.Limit);
                }

                return;
            }

            int read = gzip.Read(destination.GetSpan(1));
            if (read == 0)
            {
                return;
            }

            destination.Advance(read);
        }
    }
}
