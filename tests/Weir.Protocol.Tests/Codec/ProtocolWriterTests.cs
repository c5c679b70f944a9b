namespace Weir.Protocol.Tests.Codec;

/// <summary>The writer's bytes, and that <see cref="MessageSize"/> announces exactly as many.</summary>
public sealed class ProtocolWriterTests
{
    private delegate void Writing(ref ProtocolWriter writer);

    private delegate void Sizing(ref MessageSize size);

    [Fact]
    public void Fixed_size_values_are_big_endian()
    {
        byte[] bytes = Write((ref ProtocolWriter writer) =>
        {
            writer.WriteInt8(-2);
            writer.WriteBoolean(true);
            writer.WriteInt16(0x0102);
            writer.WriteUInt16(0xFF02);
            writer.WriteInt32(0x01020304);
            writer.WriteUInt32(0xFF020304);
            writer.WriteInt64(0x0102030405060708);
            writer.WriteFloat64(1.5);
            writer.WriteUuid(Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10"));
        });

        Assert.Equal("FE010102FF0201020304FF02030401020304050607083FF80000000000000102030405060708090A0B0C0D0E0F10", Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(0u, "00")]
    [InlineData(127u, "7F")]
    [InlineData(128u, "8001")]
    [InlineData(16383u, "FF7F")]
    [InlineData(16384u, "808001")]
    [InlineData(uint.MaxValue, "FFFFFFFF0F")]
    public void WriteUnsignedVarint_takes_the_announced_bytes(uint value, string expected) =>
        Same(expected, (ref ProtocolWriter writer) => writer.WriteUnsignedVarint(value), (ref MessageSize size) => size.AddUnsignedVarint(value));

    [Theory]
    [InlineData(null, false, "FFFF")]
    [InlineData(null, true, "00")]
    [InlineData("", false, "0000")]
    [InlineData("", true, "01")]
    [InlineData("ü", false, "0002C3BC")]
    [InlineData("ü", true, "03C3BC")]
    public void WriteString_takes_the_announced_bytes(string? text, bool compact, string expected) =>
        Same(expected, (ref ProtocolWriter writer) => writer.WriteString(text, compact), (ref MessageSize size) => size.AddString(text, compact));

    [Theory]
    [InlineData(null, false, "FFFFFFFF")]
    [InlineData(null, true, "00")]
    [InlineData("", false, "00000000")]
    [InlineData("", true, "01")]
    [InlineData("0A0B", false, "000000020A0B")]
    [InlineData("0A0B", true, "030A0B")]
    public void WriteBytes_takes_the_announced_bytes(string? content, bool compact, string expected)
    {
        ReadOnlyMemory<byte>? bytes = content is null ? (ReadOnlyMemory<byte>?)null : Convert.FromHexString(content);
        Same(expected, (ref ProtocolWriter writer) => writer.WriteBytes(bytes, compact), (ref MessageSize size) => size.AddBytes(bytes, compact));
        Same(expected, (ref ProtocolWriter writer) => writer.WriteRecords(bytes, compact), (ref MessageSize size) => size.AddRecords(bytes, compact));
    }

    [Theory]
    [InlineData(null, false, "FFFFFFFF")]
    [InlineData(null, true, "00")]
    [InlineData(0, true, "01")]
    [InlineData(3, false, "00000003")]
    [InlineData(127, true, "8001")]
    public void WriteArrayLength_takes_the_announced_bytes(int? count, bool compact, string expected) =>
        Same(expected, (ref ProtocolWriter writer) => writer.WriteArrayLength(count, compact), (ref MessageSize size) => size.AddArrayLength(count, compact));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WriteString_longer_than_32767_bytes_is_refused(bool compact)
    {
        string tooLong = new('a', 32768);

        Assert.Throws<ProtocolException>(() => Write((ref ProtocolWriter writer) => writer.WriteString(tooLong, compact)));
        Assert.Throws<ProtocolException>(() => Announced((ref MessageSize size) => size.AddString(tooLong, compact)));
    }

    [Fact]
    public void WriteString_with_an_unpaired_surrogate_is_refused()
    {
        ProtocolException refused = Assert.Throws<ProtocolException>(() => Write((ref ProtocolWriter writer) => writer.WriteString("ab\uD800", compact: true)));

        Assert.Equal("A string cannot be encoded as UTF-8: it has an unpaired surrogate at index 2.", refused.Message);
    }

    [Fact]
    public void WriteRecords_with_a_splice_list_only_refers_to_large_records()
    {
        byte[] small = new byte[MessageSize.SpliceThreshold - 1];
        byte[] large = new byte[MessageSize.SpliceThreshold];
        var splices = new List<RecordsSplice>();
        var size = default(MessageSize);
        size.AddRecords(small, compact: true);
        size.AddRecords(large, compact: true);
        var writer = new ProtocolWriter(new byte[size.Inline], splices);

        writer.WriteRecords(small, compact: true);
        writer.WriteRecords(large, compact: true);

        RecordsSplice splice = Assert.Single(splices);
        Assert.Equal(size.Inline, splice.Position);
        Assert.Equal((size.Inline, large.Length), (writer.Position, size.Spliced));
        Assert.True(splice.Records.Equals(large));
    }

    [Fact]
    public void AddTaggedField_counts_tag_size_and_content()
    {
        var field = default(MessageSize);
        field.Add(200);
        var size = default(MessageSize);

        size.AddTaggedField(300, field);

        Assert.Equal(2 + 2 + 200, size.Total);
    }

    [Fact]
    public void Total_beyond_the_largest_frame_overflows_instead_of_wrapping()
    {
        var size = default(MessageSize);
        size.Add(int.MaxValue);

        Assert.Throws<OverflowException>(() => size.Add(1));
    }

    private static void Same(string expected, Writing writing, Sizing sizing)
    {
        byte[] bytes = Write(writing);
        Assert.Equal(expected, Convert.ToHexString(bytes));
        Assert.Equal(bytes.Length, Announced(sizing));
    }

    private static byte[] Write(Writing writing)
    {
        byte[] buffer = new byte[64];
        var writer = new ProtocolWriter(buffer);
        writing(ref writer);
        return buffer[..writer.Position];
    }

    private static int Announced(Sizing sizing)
    {
        var size = default(MessageSize);
        sizing(ref size);
        return size.Total;
    }
}
