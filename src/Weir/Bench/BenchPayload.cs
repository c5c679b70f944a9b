using System.Buffers.Binary;

namespace Weir.Bench;

/// <summary>Values of bench records: eight bytes for the time of sending, then filler that compression makes something of, but not all.</summary>
internal static class BenchPayload
{
    public static byte[] Create(int size)
    {
        var random = new Random(size);
        var value = new byte[size];
        for (var i = sizeof(long); i < size; i++)
        {
            value[i] = (byte)('a' + random.Next(16));
        }
        return value;
    }

    public static byte[] Stamped(byte[] payload, long timestamp)
    {
        byte[] value = [.. payload];
        BinaryPrimitives.WriteInt64BigEndian(value, timestamp);
        return value;
    }

    public static long Stamp(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt64BigEndian(value);
}
