using System.Runtime.InteropServices;

namespace Weir.Protocol.Tests.Codec;

public sealed class ProtocolReaderTests
{
    private delegate T Reading<T>(ref ProtocolReader reader);

    [Fact]
    public void Fixed_size_values_are_big_endian()
    {
        Assert.Equal((sbyte)-2, Read([0xFE], (ref ProtocolReader reader) => reader.ReadInt8()));
        Assert.True(Read([7], (ref ProtocolReader reader) => reader.ReadBoolean()));
        Assert.Equal((short)0x0102, Read([1, 2], (ref ProtocolReader reader) => reader.ReadInt16()));
        Assert.Equal((ushort)0xFF02, Read([0xFF, 2], (ref ProtocolReader reader) => reader.ReadUInt16()));
        Assert.Equal(0x01020304, Read([1, 2, 3, 4], (ref ProtocolReader reader) => reader.ReadInt32()));
        Assert.Equal(0xFF020304, Read([0xFF, 2, 3, 4], (ref ProtocolReader reader) => reader.ReadUInt32()));
        Assert.Equal(0x0102030405060708, Read([1, 2, 3, 4, 5, 6, 7, 8], (ref ProtocolReader reader) => reader.ReadInt64()));
        Assert.Equal(1.5, Read([0x3F, 0xF8, 0, 0, 0, 0, 0, 0], (ref ProtocolReader reader) => reader.ReadFloat64()));
        Assert.Equal(
            Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10"),
            Read([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], (ref ProtocolReader reader) => reader.ReadUuid()));
    }

    [Theory]
    [InlineData("00", 0u)]
    [InlineData("7F", 127u)]
    [InlineData("8001", 128u)]
    [InlineData("AC02", 300u)]
    [InlineData("FFFFFFFF0F", uint.MaxValue)]
    public void ReadUnsignedVarint_gives_the_value(string bytes, uint expected) =>
        Assert.Equal(expected, Read(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadUnsignedVarint()));

    [Theory]
    [InlineData("FFFFFFFF10")]
    [InlineData("808080808001")]
    [InlineData("80")]
    [InlineData("")]
    public void ReadUnsignedVarint_of_more_than_32_bits_or_cut_is_refused(string bytes) =>
        Refuses(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadUnsignedVarint());

    [Theory]
    [InlineData("00", 0L)]
    [InlineData("01", -1L)]
    [InlineData("02", 1L)]
    [InlineData("FEFFFFFFFFFFFFFFFF01", long.MaxValue)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", long.MinValue)]
    public void ReadVarlong_undoes_the_zig_zag(string bytes, long expected) =>
        Assert.Equal(expected, Read(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadVarlong()));

    [Theory]
    [InlineData("01", -1)]
    [InlineData("FEFFFFFF0F", int.MaxValue)]
    [InlineData("FFFFFFFF0F", int.MinValue)]
    public void ReadVarint_undoes_the_zig_zag(string bytes, int expected) =>
        Assert.Equal(expected, Read(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadVarint()));

    [Fact]
    public void ReadUnsignedVarlong_of_more_than_64_bits_is_refused() =>
        Refuses(Convert.FromHexString("FFFFFFFFFFFFFFFFFF02"), (ref ProtocolReader reader) => reader.ReadUnsignedVarlong());

    [Theory]
    [InlineData("FFFF", false, null)]
    [InlineData("00", true, null)]
    [InlineData("0000", false, "")]
    [InlineData("01", true, "")]
    [InlineData("0002C3BC", false, "ü")]
    [InlineData("03C3BC", true, "ü")]
    public void ReadNullableString_gives_the_text(string bytes, bool compact, string? expected) =>
        Assert.Equal(expected, Read(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadNullableString(compact)));

    [Theory]
    [InlineData("FFFF", false)] // null
    [InlineData("00", true)] // null
    [InlineData("FFFE61", false)] // length -2
    [InlineData("000361", false)] // longer than the frame
    [InlineData("FFFFFFFF0F61", true)] // length beyond int
    [InlineData("0001FF", false)] // not UTF-8
    [InlineData("0003EDA080", false)] // a surrogate
    public void ReadString_of_what_is_no_string_is_refused(string bytes, bool compact) =>
        Refuses(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadString(compact));

    [Fact]
    public void ReadString_longer_than_32767_bytes_is_refused_in_the_compact_encoding_too()
    {
        byte[] longest = [0x80, 0x80, 0x02, .. new byte[32767]];
        byte[] tooLong = [0x81, 0x80, 0x02, .. new byte[32768]];

        Assert.Equal(32767, Read(longest, (ref ProtocolReader reader) => reader.ReadString(compact: true)).Length);
        Refuses(tooLong, (ref ProtocolReader reader) => reader.ReadString(compact: true));
    }

    [Fact]
    public void ReadNullableBytes_refers_to_the_frame()
    {
        byte[] frame = [0, 0, 0, 2, 8, 9];

        ReadOnlyMemory<byte> bytes = Read(frame, (ref ProtocolReader reader) => reader.ReadNullableBytes(compact: false))!.Value;

        Assert.True(MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment));
        Assert.Same(frame, segment.Array);
        Assert.Equal([8, 9], bytes.ToArray());
    }

    [Theory]
    [InlineData("FFFFFFFF", false)]
    [InlineData("00", true)]
    public void ReadBytes_of_null_is_refused_and_nullable_gives_null(string bytes, bool compact)
    {
        Refuses(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadBytes(compact));
        Assert.Null(Read(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadNullableBytes(compact)));
    }

    [Theory]
    [InlineData("7FFFFFFF", false)]
    [InlineData("FFFFFFFE", false)]
    [InlineData("FFFFFFFF07", true)]
    [InlineData("FFFFFFFF0F", true)]
    public void ReadNullableBytes_of_an_absurd_length_is_refused(string bytes, bool compact) =>
        Refuses(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadNullableBytes(compact));

    [Theory]
    [InlineData("0000000200000000", 2, 2)]
    [InlineData("FFFFFFFF", 100, -1)]
    [InlineData("00000000", 100, 0)]
    public void ReadArrayLength_gives_the_count(string bytes, int elementSize, int expected) =>
        Assert.Equal(expected, Read(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadArrayLength(compact: false, elementSize)));

    [Theory]
    [InlineData("0000000200000000", 3)]
    [InlineData("7FFFFFFF00000000", 1)]
    [InlineData("FFFFFFFE00000000", 1)]
    public void ReadArrayLength_of_more_elements_than_fit_is_refused(string bytes, int elementSize) =>
        Refuses(Convert.FromHexString(bytes), (ref ProtocolReader reader) => reader.ReadArrayLength(compact: false, elementSize));

    [Fact]
    public void SkipTaggedFields_stands_behind_the_section()
    {
        var reader = new ProtocolReader(new byte[] { 2, 0, 1, 9, 5, 0, 77 });

        reader.SkipTaggedFields();

        Assert.Equal(77, reader.ReadInt8());
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData("FFFFFFFF0F")] // four billion fields
    [InlineData("010005")] // longer than the frame
    [InlineData("0100FFFFFFFF0F")] // absurd size
    public void SkipTaggedFields_of_more_than_the_frame_holds_is_refused(string bytes) =>
        Refuses(Convert.FromHexString(bytes), (ref ProtocolReader reader) =>
        {
            reader.SkipTaggedFields();
            return 0;
        });

    [Fact]
    public void Read_beyond_the_end_names_the_position()
    {
        ProtocolException refused = Refuses([1, 2, 3, 4, 5], (ref ProtocolReader reader) => reader.ReadInt32() + reader.ReadInt32());

        Assert.Equal("The frame ends at byte 5: 4 bytes are needed at byte 4.", refused.Message);
    }

    private static T Read<T>(byte[] frame, Reading<T> reading)
    {
        var reader = new ProtocolReader(frame);
        return reading(ref reader);
    }

    private static ProtocolException Refuses<T>(byte[] frame, Reading<T> reading) => Assert.Throws<ProtocolException>(() => { Read(frame, reading); });
}
