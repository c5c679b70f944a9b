namespace Weir.Protocol.Records;

/// <summary>Writes one record of format v2 (Kafka documentation, "Record").</summary>
internal static class RecordEncoder
{
    /// <summary>Bytes of key, value and headers with their lengths.</summary>
    public static int SizeOfContent(int keyLength, int valueLength, ReadOnlySpan<Header> headers)
    {
        int size = checked(SizeOfBytes(keyLength) + SizeOfBytes(valueLength) + Varint.SizeOf(headers.Length));
        foreach (ref readonly Header header in headers)
        {
            size = checked(size + SizeOfBytes(header.KeyLength) + SizeOfBytes(header.Value?.Length ?? -1));
        }

        return size;
    }

    /// <summary>Bytes of the record without its leading length.</summary>
    public static int SizeOfBody(long timestampDelta, int offsetDelta, int contentSize) =>
        checked(1 + Varint.SizeOf(timestampDelta) + Varint.SizeOf(offsetDelta) + contentSize);

    /// <summary>Writes a record whose body takes <paramref name="bodySize"/> bytes and returns the bytes written.</summary>
    public static int Write(
        Span<byte> destination, int bodySize, long timestampDelta, int offsetDelta, NullableBytes key, NullableBytes value, ReadOnlySpan<Header> headers)
    {
        int position = Varint.Write(destination, 0, bodySize);
        destination[position++] = 0; // Attributes: none are defined.
        position = Varint.Write(destination, position, timestampDelta);
        position = Varint.Write(destination, position, offsetDelta);
        position = WriteBytes(destination, position, key);
        position = WriteBytes(destination, position, value);
        position = Varint.Write(destination, position, headers.Length);
        foreach (ref readonly Header header in headers)
        {
            int keyLength = header.KeyLength;
            position = Varint.Write(destination, position, keyLength);
            header.CopyKeyTo(destination.Slice(position, keyLength));
            position = WriteBytes(destination, position + keyLength, header.Value);
        }

        return position;
    }

    private static int SizeOfBytes(int length) => length < 0 ? 1 : Varint.SizeOf(length) + length;

    private static int WriteBytes(Span<byte> destination, int position, NullableBytes bytes)
    {
        position = Varint.Write(destination, position, bytes.Length);
        bytes.Span.CopyTo(destination[position..]);
        return position + bytes.Span.Length;
    }
}
