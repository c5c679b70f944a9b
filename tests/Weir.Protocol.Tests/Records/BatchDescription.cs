using System.Text;
using Weir.Protocol.Records;
using Record = Weir.Protocol.Records.Record;

namespace Weir.Protocol.Tests.Records;

/// <summary>All that a batch says, as text: once as Weir reads it, once as RecordsOracle.java's <c>describe</c> does.</summary>
internal static class BatchDescription
{
    public static string Of(ReadOnlyMemory<byte> batch)
    {
        using var reader = new RecordBatchReader();
        reader.Open(batch);
        RecordBatchHeader header = reader.Header;
        var text = new StringBuilder();
        text.AppendLine($"offsets {header.BaseOffset} {header.LastOffset} epoch {header.PartitionLeaderEpoch}");
        text.AppendLine($"codec {(int)header.Compression} time {(int)header.TimestampType} transactional {header.IsTransactional} control {header.IsControl}");
        text.AppendLine($"horizon {(header.HasDeleteHorizon ? header.BaseTimestamp : -1)} max {header.MaxTimestamp}");
        text.AppendLine($"producer {header.ProducerId} {header.ProducerEpoch} {header.BaseSequence} {header.LastSequence} count {header.RecordCount}");
        foreach (Record record in reader)
        {
            text.Append($"{record.Offset} {record.Timestamp} {Show(record.Key)} {Show(record.Value)}");
            foreach (Header recordHeader in record.Headers)
            {
                text.Append($" {Show(Encoding.UTF8.GetBytes(recordHeader.Key))}:{Show(recordHeader.Value)}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    public static string Read(ref ProtocolReader reader)
    {
        var text = new StringBuilder();
        text.AppendLine($"offsets {reader.ReadInt64()} {reader.ReadInt64()} epoch {reader.ReadInt32()}");
        text.AppendLine($"codec {reader.ReadInt32()} time {reader.ReadInt32()} transactional {reader.ReadBoolean()} control {reader.ReadBoolean()}");
        text.AppendLine($"horizon {reader.ReadInt64()} max {reader.ReadInt64()}");
        text.Append($"producer {reader.ReadInt64()} {reader.ReadInt16()} {reader.ReadInt32()} {reader.ReadInt32()}");
        int count = reader.ReadInt32();
        text.AppendLine($" count {count}");
        for (int i = 0; i < count; i++)
        {
            text.Append($"{reader.ReadInt64()} {reader.ReadInt64()} {Show(reader.ReadNullableBytes(false))} {Show(reader.ReadNullableBytes(false))}");
            for (int headers = reader.ReadInt32(); headers > 0; headers--)
            {
                text.Append($" {Show(reader.ReadNullableBytes(false))}:{Show(reader.ReadNullableBytes(false))}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Show(ReadOnlyMemory<byte>? bytes) => bytes is { } present ? $"[{Convert.ToHexString(present.Span)}]" : "null";
}
