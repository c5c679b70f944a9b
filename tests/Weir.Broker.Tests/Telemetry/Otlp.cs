using System.Buffers.Binary;
using System.Text;

namespace Weir.Broker.Tests.Telemetry;

/// <summary>Writes protobuf by hand, so that tests can write it wrong too.</summary>
internal static class Otlp
{
    public static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    public static byte[] Bytes(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    public static byte[] Fixed(int field, ulong value)
    {
        byte[] content = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(content, value);
        return [.. Varint(((ulong)field << 3) | 1), .. content];
    }

    public static byte[] Double(int field, double value) => Fixed(field, BitConverter.DoubleToUInt64Bits(value));

    public static byte[] Attribute(int field, string key, string value) => Bytes(field, Message(Text(1, key), Bytes(2, Text(1, value))));

    /// <summary>MetricsData of one resource with one scope.</summary>
    public static byte[] Metrics(params byte[][] metrics) =>
        Bytes(1, Message(Bytes(1, Attribute(1, "client.rack", "r1")), Bytes(2, Message([.. metrics.Select(metric => Bytes(2, metric))]))));

    public static byte[] Gauge(string name, double value) =>
        Message(Text(1, name), Text(3, "ms"), Bytes(5, Bytes(1, Message(Fixed(3, 1_700_000_000_123_456_789), Double(4, value)))));

    public static byte[] Sum(string name, long value, string topic) => Message(
        Text(1, name),
        Bytes(7, Message(
            Bytes(1, Message(Attribute(7, "topic", topic), Fixed(2, 1_000_000), Fixed(3, 2_000_000), Fixed(6, unchecked((ulong)value)))),
            Number(2, 1),
            Number(3, 1))));

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
