using System.Text;

namespace Weir.Compat.Tests.Clients;

/// <summary>The records every client must be able to write and to read back unchanged.</summary>
internal static class RecordSet
{
    private const int Fillers = 60;

    /// <summary>A fixed set, from the first timestamp on, spread over <paramref name="partitions"/>; offsets are those it gets in a new topic.</summary>
    public static List<WireRecord> Create(int partitions, long firstTimestamp, bool withNullHeaders)
    {
        var records = new List<WireRecord>();
        var next = new long[partitions];
        foreach (var (key, value, headers) in Contents())
        {
            var partition = records.Count % partitions;
            records.Add(new WireRecord
            {
                Partition = partition,
                Offset = next[partition]++,
                Timestamp = firstTimestamp + (records.Count * 1000),
                Key = Base64(key),
                Value = Base64(value),
                Headers = [.. headers.Where(h => withNullHeaders || h.Value is not null).Select(h => new[] { h.Name, Base64(h.Value) })],
            });
        }

        return records;
    }

    private static IEnumerable<(byte[]? Key, byte[]? Value, (string Name, byte[]? Value)[] Headers)> Contents()
    {
        yield return (Text("key"), Text("value"), []);
        yield return (null, Text("no key"), []);
        yield return (Text("a tombstone"), null, []);
        yield return (Text("an empty value"), [], []);
        yield return ([], [], []);
        yield return (Text("headers"), Text("of all sorts"), [("first", Text("1")), ("twice", Text("a")), ("twice", Text("b")), ("empty", []), ("none", null)]);
        yield return (Text("Grüße"), Text("東京 🚕"), [("Überschrift", Text("naïve"))]);
        yield return (Text("binary"), [.. Enumerable.Range(0, 256).Select(i => (byte)i)], []);
        yield return (Text("large"), Text(string.Concat(Enumerable.Repeat("taxi ride ", 6000))), [("kind", Text("large"))]);
        for (var i = 0; i < Fillers; i++)
        {
            yield return (Text($"zone {i % 7}"), Text($"ride {i} of sixty, the meter running"), []);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Base64(byte[]? data) => data is null ? null : Convert.ToBase64String(data);
}
