using System.Text;
using Weir.Protocol.Records;

namespace Weir.Protocol.Tests.Records;

public sealed class Crc32CTests
{
    private const uint ReflectedPolynomial = 0x82F63B78;

    public static TheoryData<byte[], uint> KnownVectors => new()
    {
        { [], 0x00000000 },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        // RFC 3720, appendix B.4.
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(i => (byte)(31 - i)).ToArray(), 0x113FDB5C },
    };

    [Theory]
    [MemberData(nameof(KnownVectors))]
    public void Compute_known_bytes_gives_published_checksum(byte[] bytes, uint expected) =>
        Assert.Equal(expected, Crc32C.Compute(bytes));

    [Fact]
    public void Append_every_length_and_alignment_agrees_with_bitwise_reference()
    {
        var random = new Random(3720);
        byte[] bytes = new byte[16 * 1024];
        random.NextBytes(bytes);
        for (int i = 0; i < 4000; i++)
        {
            int length = i < 2000 ? i : random.Next(bytes.Length - 64);
            uint seed = (uint)random.Next();
            ReadOnlySpan<byte> slice = bytes.AsSpan(random.Next(64), length);
            uint expected = Reference(seed, slice);

            Assert.Equal(expected, Crc32C.Append(seed, slice));
            Assert.Equal(expected, ~Crc32C.UpdateSerially(~seed, slice));
            uint state = Crc32CInterleaved.Update(~seed, slice, out int interleaved);
            Assert.Equal(expected, ~Crc32C.UpdateSerially(state, slice[interleaved..]));
            if (Crc32CFolding.IsSupported && length >= Crc32CFolding.BlockSize)
            {
                state = Crc32CFolding.Update(~seed, slice, out int folded);
                Assert.Equal(expected, ~Crc32C.UpdateSerially(state, slice[folded..]));
            }
        }
    }

    [Fact]
    public void Append_in_pieces_equals_compute_of_whole()
    {
        var random = new Random(1);
        byte[] bytes = new byte[10_000];
        random.NextBytes(bytes);
        for (int i = 0; i < 100; i++)
        {
            uint crc = 0;
            for (int position = 0; position < bytes.Length;)
            {
                int length = Math.Min(random.Next(3000), bytes.Length - position);
                crc = Crc32C.Append(crc, bytes.AsSpan(position, length));
                position += length;
            }

            Assert.Equal(Crc32C.Compute(bytes), crc);
        }
    }

    private static uint Reference(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (byte next in bytes)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * ReflectedPolynomial);
            }
        }

        return ~crc;
    }
}
