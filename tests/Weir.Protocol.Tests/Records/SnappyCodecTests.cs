using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class SnappyCodecTests
{
    private static readonly byte[] Plain = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 100))];

    [Fact]
    public void Compress_header_is_that_of_snappy_java() =>
        Assert.Equal([0x82, .. "SNAPPY"u8, 0, 0, 0, 0, 1, 0, 0, 0, 1], Compress(Plain)[..16]);

    [Fact]
    public void Decompress_streams_one_behind_the_other_are_read_on() =>
        Assert.Equal([.. Plain, .. Plain], Decompress([.. Compress(Plain), .. Compress(Plain)]));

    [Fact]
    public void Decompress_bare_block_is_read() =>
        Assert.Equal(Plain, Decompress(Snappier.Snappy.CompressToArray(Plain)));

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Decompress_absurd_block_size_is_refused(int size)
    {
        byte[] framed = Compress(Plain);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(16), size);
        Assert.Throws<ProtocolException>(() => Decompress(framed));
    }

    [Fact]
    public void Decompress_announced_size_beyond_any_ratio_is_refused_before_allocating()
    {
        byte[] bare = [0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x41];
        using var output = new PooledBuffer();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ProtocolException>(() => SnappyCodec.Decompress(bare, output));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static byte[] Compress(byte[] plain)
    {
        using var output = new PooledBuffer();
        SnappyCodec.Compress(plain, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Decompress(byte[] compressed)
    {
        using var output = new PooledBuffer();
        SnappyCodec.Decompress(compressed, output);
        return output.WrittenSpan.ToArray();
    }
}
