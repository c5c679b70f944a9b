using Weir.Protocol.Records;
using Record = Weir.Protocol.Records.Record;

namespace Weir.Protocol.Tests.Records;

/// <summary>A record as a test wants it, compared by content.</summary>
internal sealed record SampleRecord(long Timestamp, byte[]? Key, byte[]? Value, Header[] Headers)
{
    public bool Equals(SampleRecord? other) =>
        other is not null
        && Timestamp == other.Timestamp
        && SameBytes(Key, other.Key)
        && SameBytes(Value, other.Value)
        && Headers.AsSpan().SequenceEqual(other.Headers);

    public override int GetHashCode() => Timestamp.GetHashCode();

    public override string ToString() =>
        $"{Timestamp} {Show(Key)} = {Show(Value)} [{string.Join("; ", Headers.Select(h => $"{h.Key}:{Show(h.Value?.ToArray())}"))}]";

    public static SampleRecord Of(in Record record) =>
        new(record.Timestamp, record.Key?.ToArray(), record.Value?.ToArray(), Copy(record.Headers));

    /// <summary>Random records with all that is allowed to be odd: nulls, empties, repeated header keys, timestamps out of order.</summary>
    public static List<SampleRecord> Random(Random random, int count, int largestValue)
    {
        var records = new List<SampleRecord>(count);
        for (int i = 0; i < count; i++)
        {
            records.Add(new SampleRecord(
                1_700_000_000_000 + random.Next(-100_000, 100_000),
                RandomBytes(random, 40),
                RandomBytes(random, largestValue),
                RandomHeaders(random)));
        }

        return records;
    }

    private static Header[] RandomHeaders(Random random)
    {
        string[] keys = ["", "trace", "trace", "schlüssel", "鍵"];
        var headers = new Header[random.Next(4) == 0 ? random.Next(1, 5) : 0];
        for (int i = 0; i < headers.Length; i++)
        {
            headers[i] = new Header(keys[random.Next(keys.Length)], RandomBytes(random, 30));
        }

        return headers;
    }

    // Half of the bytes are compressible.
    private static byte[]? RandomBytes(Random random, int largest)
    {
        if (random.Next(6) == 0)
        {
            return null;
        }

        byte[] bytes = new byte[random.Next(largest + 1)];
        random.NextBytes(bytes.AsSpan(bytes.Length / 2));
        return bytes;
    }

    // A copy, because the reader's memory is used again for the next batch.
    private static Header[] Copy(RecordHeaders headers)
    {
        Header[] copy = headers.ToArray();
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = new Header(copy[i].Key, copy[i].Value is { } value ? value.ToArray() : (ReadOnlyMemory<byte>?)null);
        }

        return copy;
    }

    private static bool SameBytes(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);

    private static string Show(byte[]? bytes) => bytes is null ? "null" : Convert.ToHexString(bytes);
}
