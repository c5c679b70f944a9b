using System.Text;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class CompressedPayloadTests
{
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("metrics of a client, again and again. ", 300)));

    public static TheoryData<CompressionType> Codecs => [CompressionType.None, CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Decompress_gives_back_what_was_compressed_up_to_the_limit(CompressionType codec)
    {
        byte[] compressed = Compress(codec);

        Assert.Equal(Plain, CompressedPayload.Decompress(codec, compressed, Plain.Length));
        ProtocolException error = Assert.Throws<ProtocolException>(() => CompressedPayload.Decompress(codec, compressed, Plain.Length - 1));
        Assert.True(error.ExceedsLimit);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Decompress_of_damaged_bytes_is_refused_and_is_not_a_matter_of_size(CompressionType codec)
    {
        if (codec == CompressionType.None)
        {
            return; // any bytes are plain
        }

        byte[] compressed = Compress(codec);
        compressed[0] ^= 0xFF;
        ProtocolException error = Assert.Throws<ProtocolException>(() => CompressedPayload.Decompress(codec, compressed, Plain.Length));
        Assert.False(error.ExceedsLimit);
    }

    private static byte[] Compress(CompressionType codec)
    {
        using var destination = new PooledBuffer();
        destination.Reset();
        Compressor.Compress(codec, null, Plain, destination);
        return destination.WrittenSpan.ToArray();
    }
}
