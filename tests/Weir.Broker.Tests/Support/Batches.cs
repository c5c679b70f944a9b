using System.Text;
using Weir.Protocol.Records;

namespace Weir.Broker.Tests;

/// <summary>Record batches to produce, and what comes back.</summary>
internal static class Batches
{
    public static byte[] Of(params string[] values) => Build(builder => { }, values);

    public static byte[] Idempotent(long producerId, short epoch, int sequence, params string[] values) => Build(
        builder => (builder.ProducerId, builder.ProducerEpoch, builder.BaseSequence) = (producerId, epoch, sequence), values);

    public static byte[] Build(Action<RecordBatchBuilder> configure, params string[] values)
    {
        using var builder = new RecordBatchBuilder();
        configure(builder);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (string value in values)
        {
            builder.Append(now, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        }

        return builder.Build().ToArray();
    }

    /// <summary>Values of all whole batches, with their offsets.</summary>
    public static List<(long Offset, string Value)> Read(ReadOnlyMemory<byte>? records)
    {
        var values = new List<(long Offset, string Value)>();
        using var reader = new RecordBatchReader();
        ReadOnlyMemory<byte> rest = records ?? default;
        while (RecordBatch.TryMeasure(rest.Span, out int size) && size <= rest.Length)
        {
            reader.Open(rest[..size]);
            while (reader.TryRead(out Weir.Protocol.Records.Record record))
            {
                values.Add((record.Offset, Encoding.UTF8.GetString(record.Value!.Value.Span)));
            }

            rest = rest[size..];
        }

        return values;
    }
}
