using System.Text;
using Weir.Protocol.Records;

namespace Weir.Log.Tests.Support;

/// <summary>Record batches for tests.</summary>
internal static class Batches
{
    public static byte[] Of(params string[] values) => Build(values.Select((value, i) => (1000L + i, Encoding.UTF8.GetBytes(value))));

    public static byte[] At(params long[] timestamps) => Build(timestamps.Select(timestamp => (timestamp, Encoding.UTF8.GetBytes($"at {timestamp}"))));

    /// <summary>One record whose value has this many bytes.</summary>
    public static byte[] Sized(int valueBytes, long timestamp = 1000) => Build([(timestamp, new byte[valueBytes])]);

    public static byte[] Idempotent(long producerId, short epoch, int sequence, int count = 1, long timestamp = 1000) => Build(
        Enumerable.Range(0, count).Select(i => (timestamp, Encoding.UTF8.GetBytes($"{producerId}:{epoch}:{sequence + i}"))),
        builder =>
        {
            builder.ProducerId = producerId;
            builder.ProducerEpoch = epoch;
            builder.BaseSequence = sequence;
        });

    public static byte[] Transactional(long producerId, short epoch, int sequence, int count = 1) => Build(
        Enumerable.Range(0, count).Select(i => (1000L, Encoding.UTF8.GetBytes($"{producerId}:{epoch}:{sequence + i}"))),
        builder =>
        {
            builder.ProducerId = producerId;
            builder.ProducerEpoch = epoch;
            builder.BaseSequence = sequence;
            builder.IsTransactional = true;
        });

    /// <summary>Records of a compacted topic; a null value is a tombstone.</summary>
    public static byte[] Keyed(IEnumerable<(string Key, string? Value)> records, long timestamp = 1000, Action<RecordBatchBuilder>? configure = null)
    {
        using var builder = new RecordBatchBuilder();
        configure?.Invoke(builder);
        foreach ((string key, string? value) in records)
        {
            builder.Append(timestamp, Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value));
        }

        return builder.Build().ToArray();
    }

    public static byte[] Keyed(string key, string? value, long timestamp = 1000) => Keyed([(key, value)], timestamp);

    public static byte[] Build(IEnumerable<(long Timestamp, byte[] Value)> records, Action<RecordBatchBuilder>? configure = null)
    {
        using var builder = new RecordBatchBuilder();
        configure?.Invoke(builder);
        foreach ((long timestamp, byte[] value) in records)
        {
            builder.Append(timestamp, "key"u8, value);
        }

        return builder.Build().ToArray();
    }
}
