using System.Globalization;
using Weir.Output;

namespace Weir.Demo;

/// <summary>What <c>weir demo</c> ends with on a screen.</summary>
internal static class DemoSummary
{
    public static void Write(DemoJson result, Terminal terminal)
    {
        var table = new OutputTable("", OutputColumn.Number("RIDES"));
        table.Add("produced", Text(result.Produced));
        for (var i = 0; i < result.Partitions.Length; i++)
        {
            table.Add($"  to partition {i}", Text(result.Partitions[i]));
        }
        table.Add("consumed", Text(result.Consumed));
        table.Add("group lag", Text(result.GroupLag));
        table.Add("invalid rows", Text(result.Invalid));
        terminal.Out.WriteLine();
        table.WriteTo(terminal);

        var top = new OutputTable("TOP PICKUP LOCATIONS", OutputColumn.Number("RIDES"));
        foreach (var location in result.TopPickupLocations)
        {
            top.Add(location.Location, Text(location.Rides));
        }
        terminal.Out.WriteLine();
        top.WriteTo(terminal);

        var latency = new OutputTable("LATENCY", OutputColumn.Number("P50"), OutputColumn.Number("P99"), OutputColumn.Number("MAX"));
        latency.Add("sent to acknowledged", Milliseconds(result.AcknowledgedMs.P50), Milliseconds(result.AcknowledgedMs.P99), Milliseconds(result.AcknowledgedMs.Max));
        latency.Add("sent to consumed", Milliseconds(result.ConsumedMs.P50), Milliseconds(result.ConsumedMs.P99), Milliseconds(result.ConsumedMs.Max));
        terminal.Out.WriteLine();
        latency.WriteTo(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.RidesPerSecond:N0} rides per second in {result.Seconds:N2} s"));
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double number) => string.Create(CultureInfo.InvariantCulture, $"{number:N1} ms");
}
