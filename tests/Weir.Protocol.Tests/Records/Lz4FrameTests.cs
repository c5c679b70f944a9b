using System.Buffers.Binary;
using System.Text;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Encoders;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class Lz4FrameTests
{
    private const int BlockSize = 64 * 1024;

    private static readonly byte[] Plain = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"ride {i % 977} ")));

    [Theory]
    [InlineData("", 0x02CC5D05)]
    [InlineData("a", 0x550D7456)]
    [InlineData("abc", 0x32D153FF)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2F)]
    public void XxHash32_known_text_gives_published_hash(string text, uint expected) =>
        Assert.Equal(expected, XxHash32.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Decompress_linked_blocks_gives_the_plain_bytes() => Assert.Equal(Plain, Decompress(LinkedFrame()));

    [Fact]
    public void Decompress_skippable_and_following_frames_are_read_on()
    {
        byte[] skippable = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        Assert.Equal([.. Plain, .. Plain], Decompress([.. skippable, .. LinkedFrame(), .. skippable, .. Compress(Plain)]));
    }

    [Fact]
    public void Compress_incompressible_bytes_are_stored()
    {
        byte[] noise = new byte[200_000];
        new Random(1).NextBytes(noise);
        byte[] frame = Compress(noise);
        Assert.InRange(frame.Length, noise.Length, noise.Length + 40);
        Assert.Equal(noise, Decompress(frame));
    }

    [Fact]
    public void Compress_header_is_that_of_the_java_client() =>
        Assert.Equal([0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82], Compress([1])[..7]);

    [Fact]
    public void Decompress_every_changed_header_byte_is_refused()
    {
        for (int position = 0; position < 7; position++)
        {
            byte[] frame = Compress(Plain);
            frame[position] ^= 1;
            Assert.Throws<ProtocolException>(() => Decompress(frame));
        }
    }

    [Fact]
    public void Decompress_frame_with_dictionary_is_refused()
    {
        byte[] frame = [0x04, 0x22, 0x4D, 0x18, 0x61, 0x40, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        frame[10] = Lz4Frame.HeaderChecksum(frame.AsSpan(4, 6));
        Assert.Contains("dictionary", Assert.Throws<ProtocolException>(() => Decompress(frame)).Message, StringComparison.Ordinal);
    }

    private static byte[] LinkedFrame()
    {
        using var encoder = LZ4Encoder.Create(chaining: true, LZ4Level.L00_FAST, BlockSize);
        byte[] descriptor = [Lz4Frame.Version, 0x40];
        List<byte> frame = [0x04, 0x22, 0x4D, 0x18, .. descriptor, Lz4Frame.HeaderChecksum(descriptor)];
        byte[] block = new byte[LZ4Codec.MaximumOutputSize(BlockSize)];
        byte[] size = new byte[sizeof(uint)];
        for (int position = 0; position < Plain.Length; position += BlockSize)
        {
            int length = Math.Min(BlockSize, Plain.Length - position);
            Assert.Equal(length, encoder.Topup(Plain, position, length));
            int encoded = encoder.Encode(block, 0, block.Length, allowCopy: false);
            BinaryPrimitives.WriteInt32LittleEndian(size, encoded);
            frame.AddRange(size);
            frame.AddRange(block.AsSpan(0, encoded));
        }

        Assert.True(Plain.Length > 4 * BlockSize);
        frame.AddRange(new byte[sizeof(uint)]);
        return [.. frame];
    }

    private static byte[] Compress(byte[] plain)
    {
        using var output = new PooledBuffer();
        Lz4FrameWriter.Compress(plain, output, level: null);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Decompress(byte[] frames)
    {
        using var output = new PooledBuffer();
        Lz4FrameReader.Decompress(frames, output);
        return output.WrittenSpan.ToArray();
    }
}
