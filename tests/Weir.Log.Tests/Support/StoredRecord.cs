using System.Text;

namespace Weir.Log.Tests.Support;

/// <summary>A record as it was read, with key and value as text; a null value is a tombstone.</summary>
internal sealed record StoredRecord(long Offset, string? Key, string? Value)
{
    public static StoredRecord Of(in Protocol.Records.Record record) => new(record.Offset, Text(record.Key), Text(record.Value));

    /// <summary>The records of the reader's open batch that were not read yet.</summary>
    public static List<StoredRecord> AllOf(Protocol.Records.RecordBatchReader reader)
    {
        var records = new List<StoredRecord>();
        while (reader.TryRead(out Protocol.Records.Record record))
        {
            records.Add(Of(record));
        }

        return records;
    }

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } present ? Encoding.UTF8.GetString(present.Span) : null;
}
