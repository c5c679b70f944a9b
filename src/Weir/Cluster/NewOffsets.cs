using System.Globalization;
using Weir.Client;
using Weir.Output;

namespace Weir.Cluster;

/// <summary>Shows where a group was moved.</summary>
internal static class NewOffsets
{
    public static void Write(Dictionary<TopicPartition, long> offsets, Terminal terminal)
    {
        var table = new OutputTable("TOPIC", OutputColumn.Number("PARTITION"), OutputColumn.Number("NEW OFFSET"));
        foreach (var (at, offset) in offsets.OrderBy(entry => entry.Key.Topic, StringComparer.Ordinal).ThenBy(entry => entry.Key.Partition))
        {
            table.Add(at.Topic, at.Partition.ToString(CultureInfo.InvariantCulture), offset.ToString(CultureInfo.InvariantCulture));
        }
        table.WriteTo(terminal);
    }
}
