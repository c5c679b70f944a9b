using System.Numerics;
using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out int value)
    {
        if (TryReadShort(source, ref position, out value))
        {
            return true;
        }

        bool complete = TryReadAny(source, ref position, MaxSize, out long wide);
        value = (int)wide;
        return complete && value == wide;
    }

    /// <summary>Reads a 64-bit value; false when the bytes end before it does or it is longer than 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadLong(ReadOnlySpan<byte> source, ref int position, out long value)
    {
        if (TryReadShort(source, ref position, out int narrow))
        {
            value = narrow;
            return true;
        }

        return TryReadAny(source, ref position, MaxLongSize, out value);
    }

    // Nearly every varint of a record is one or two bytes long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadShort(ReadOnlySpan<byte> source, ref int position, out int value)
    {
        int next = position;
        if ((uint)next < (uint)source.Length)
        {
            uint raw = source[next++];
            if (raw >= 0x80)
            {
                // A third byte, or none at all, leaves the value at 0x4000 or above.
                raw = (raw & 0x7F) | ((uint)next < (uint)source.Length ? (uint)source[next++] << 7 : 0x4000);
            }

            if (raw < 0x4000)
            {
                position = next;
                value = (int)(raw >> 1) ^ -(int)(raw & 1);
                return true;
            }
        }

        value = 0;
        return false;
    }

    private static bool TryReadAny(ReadOnlySpan<byte> source, ref int position, int maxSize, out long value)
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
