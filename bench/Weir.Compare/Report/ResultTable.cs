using Weir.Compare.Brokers;
using Weir.Compare.Loads;

namespace Weir.Compare.Report;

/// <summary>Collects measurements over rounds and prints medians, spread and the ratio of Weir to Kafka.</summary>
internal sealed class ResultTable
{
    private readonly Dictionary<(string Load, string Metric), Row> _rows = [];
    private readonly List<(string Load, string Metric)> _order = [];

    public void Add(string load, BrokerKind broker, Measurement measurement)
    {
        (string, string) key = (load, measurement.Metric);
        if (!_rows.TryGetValue(key, out Row? row))
        {
            row = new Row(measurement.HigherIsBetter);
            _rows.Add(key, row);
            _order.Add(key);
        }

        row.Of(broker).Add(measurement.Value);
    }

    public void Print(TextWriter writer, string title)
    {
        writer.WriteLine($"## {title}");
        writer.WriteLine();
        writer.WriteLine("| load | figure | Weir median [min - max] | Kafka median [min - max] | Weir / Kafka | better |");
        writer.WriteLine("|---|---|--:|--:|--:|---|");
        foreach ((string load, string metric) in _order)
        {
            Row row = _rows[(load, metric)];
            writer.WriteLine($"| {load} | {metric} | {Cell(row.Weir)} | {Cell(row.Kafka)} | {Ratio(row)} | {(row.HigherIsBetter ? "higher" : "lower")} |");
        }

        writer.WriteLine();
    }

    private static string Ratio(Row row) =>
        row.Weir.Count == 0 || row.Kafka.Count == 0 ? "-" : $"{Median(row.Weir) / Median(row.Kafka):0.00}";

    private static string Cell(List<double> values) =>
        values.Count == 0 ? "-" : $"{Number(Median(values))} [{Number(values.Min())} - {Number(values.Max())}]";

    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0"),
        >= 10 => value.ToString("0.0"),
        _ => value.ToString("0.00"),
    };

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private sealed class Row(bool higherIsBetter)
    {
        public bool HigherIsBetter { get; } = higherIsBetter;

        public List<double> Weir { get; } = [];

        public List<double> Kafka { get; } = [];

        public List<double> Of(BrokerKind broker) => broker == BrokerKind.Weir ? Weir : Kafka;
    }
}
