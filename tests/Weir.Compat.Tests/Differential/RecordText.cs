using System.Text;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Differential;

/// <summary>Writes record batches down, header by header and record by record. What a size limit has cut off at the end is left out.</summary>
internal static class RecordText
{
    private const int MostBytesShown = 12;

    public static void Add(ReadOnlyMemory<byte> records, string path, Names names, List<string> lines)
    {
        using var reader = new RecordBatchReader();
        try
        {
            foreach (var batch in new RecordBatchEnumerator(records))
            {
                reader.Open(batch);
                lines.Add($"{path} = {HeaderText(reader.Header, batch.Length, names)}");
                AddRecords(reader, batch, path, lines);
            }
        }
        catch (ProtocolException e)
        {
            lines.Add($"{path} = no batch: {e.Message}");
        }
    }

    private static string HeaderText(RecordBatchHeader header, int size, Names names) =>
        $"batch {header.BaseOffset} +{header.LastOffsetDelta} of {header.RecordCount}, epoch {header.PartitionLeaderEpoch}, attributes {header.Attributes}, "
        + $"{names.OfProducer(header.ProducerId)}/{header.ProducerEpoch}#{header.BaseSequence}"
        + (header.TimestampType == TimestampType.LogAppendTime || header.IsControl ? "" : $", {size} bytes, {header.BaseTimestamp} to {header.MaxTimestamp}");

    private static void AddRecords(RecordBatchReader reader, ReadOnlyMemory<byte> batch, string path, List<string> lines)
    {
        if (TransactionMarker.TryRead(batch, out var marker))
        {
            lines.Add($"{path} =   {marker}");
            return;
        }

        var isStampedByBroker = reader.Header.TimestampType == TimestampType.LogAppendTime;
        foreach (ref readonly var record in reader)
        {
            var headers = string.Join(' ', record.Headers.ToArray().Select(h => $"{h.Key}:{Text(h.Value)}"));
            lines.Add($"{path} =   {record.Offset} @{(isStampedByBroker ? 0 : record.Timestamp)} {Text(record.Key)} {Text(record.Value)} {headers}");
        }
    }

    private static string Text(ReadOnlyMemory<byte>? bytes) => bytes is not { } present ? "null"
        : present.Length <= MostBytesShown ? $"'{Encoding.Latin1.GetString(present.Span)}'"
        : $"{present.Length} bytes {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(present.Span), 0, 4)}";
}
