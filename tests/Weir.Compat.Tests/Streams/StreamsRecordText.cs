using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Streams;

/// <summary>Writes down the records of a streams group in <c>__consumer_offsets</c>, field by field; times and hashes are left out.</summary>
internal static class StreamsRecordText
{
    /// <returns>Where to read on; null when there was nothing.</returns>
    public static long? Add(ReadOnlyMemory<byte> records, string group, Action<string> note)
    {
        long? next = null;
        using var reader = new RecordBatchReader();
        while (RecordBatch.TryMeasure(records.Span, out int size) && size <= records.Length)
        {
            reader.Open(records[..size]);
            next = reader.Header.BaseOffset + reader.Header.LastOffsetDelta + 1;
            if (!reader.Header.IsControl)
            {
                foreach (ref readonly var record in reader)
                {
                    if (record.Key is { } key && Describe(key, record.Value, group) is { } line)
                    {
                        note(line);
                    }
                }
            }

            records = records[size..];
        }

        return next;
    }

    private static string? Describe(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte>? value, string group)
    {
        var reader = new ProtocolReader(key);
        short type = reader.ReadInt16();
        if (type is < 17 or > 23 || reader.ReadString(compact: false) != group)
        {
            return null;
        }

        string member = type is 19 or 21 or 22 ? reader.ReadString(compact: false) : "";
        return $"record {type} {member} rest {reader.Remaining}: {(value is { } bytes ? Text(type, bytes) : "ended")}";
    }

    private static string Text(short type, ReadOnlyMemory<byte> value) => type switch
    {
        17 => Text<StreamsGroupMetadataValue>(value),
        19 => Text<StreamsGroupMemberMetadataValue>(value),
        20 => Text<StreamsGroupTargetAssignmentMetadataValue>(value),
        21 => Text<StreamsGroupTargetAssignmentMemberValue>(value),
        22 => Text<StreamsGroupCurrentMemberAssignmentValue>(value),
        23 => Text<StreamsGroupTopologyValue>(value),
        _ => $"{value.Length} bytes",
    };

    private static string Text<T>(ReadOnlyMemory<byte> value)
        where T : IProtocolStructure, new()
    {
        var reader = new ProtocolReader(value);
        short version = reader.ReadInt16();
        var structure = new T();
        structure.Read(ref reader, version);
        JsonObject json = JsonSerializer.SerializeToNode(structure)!.AsObject();
        foreach (var passing in new[] { nameof(StreamsGroupMetadataValue.MetadataHash), nameof(StreamsGroupTargetAssignmentMetadataValue.AssignmentTimestamp) })
        {
            if (json.ContainsKey(passing))
            {
                json[passing] = json[passing]!.GetValue<long>() > 0 || passing == nameof(StreamsGroupMetadataValue.MetadataHash);
            }
        }

        return $"v{version} {json.ToJsonString()} rest {reader.Remaining}";
    }
}
