using System.Numerics;

namespace Weir.Protocol.Records;

/// <summary>Zig-zag varints as records use them (protocol guide, "VARINT" and "VARLONG").</summary>
internal static class Varint
{
    public const int MaxSize = 5;
    public const int MaxLongSize = 10;

    public static int SizeOf(long value) => (BitOperations.Log2(ZigZag(value) | 1) / 7) + 1;

    /// <summary>Writes <paramref name="value"/> and returns the position behind it.</summary>
    public static int Write(Span<byte> destination, int position, long value)
    {
        ulong rest = ZigZag(value);
        while (rest >= 0x80)
        {
            destination[position++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        destination[position++] = (byte)rest;
        return position;
    }

    /// <summary>Reads a 32-bit value; false when the bytes end before it does or it is longer than 32 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out int value)
    {
        // Nearly every varint of a record is one byte long.
        if ((uint)position < (uint)source.Length && source[position] < 0x80)
        {
            uint single = source[position++];
            value = (int)(single >> 1) ^ -(int)(single & 1);
            return true;
        }

        bool complete = TryReadLong(source, ref position, MaxSize, out long wide);
        value = (int)wide;
        return complete && value == wide;
    }

    /// <summary>Reads a 64-bit value; false when the bytes end before it does or it is longer than 64 bits.</summary>
    public static bool TryReadLong(ReadOnlySpan<byte> source, ref int position, out long value) =>
        TryReadLong(source, ref position, MaxLongSize, out value);

    private static bool TryReadLong(ReadOnlySpan<byte> source, ref int position, int maxSize, out long value)
    {
        ulong raw = 0;
        for (int i = 0; i < maxSize && (uint)position < (uint)source.Length; i++)
        {
            byte next = source[position++];
            if (i == MaxLongSize - 1 && next > 1)
            {
                break;
            }

            raw |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                value = (long)(raw >> 1) ^ -(long)(raw & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
