namespace Weir.Demo;

/// <summary>What <c>weir demo</c> is asked to do.</summary>
/// <param name="CsvFile">Rides to publish; null makes them up.</param>
/// <param name="Rides">Number of rides to publish; null is all of the file, or <see cref="DefaultRides"/>.</param>
/// <param name="Rate">Rides per second; 0 is as fast as it goes.</param>
/// <param name="Seed">Of the rides made up.</param>
/// <param name="Strict">Whether the first bad row ends the demo.</param>
/// <param name="DataDirectory">Where the broker keeps its data; null is a temporary directory.</param>
/// <param name="Quiet">Whether to leave out the line for each ride.</param>
internal sealed record DemoSettings(
    string? CsvFile, long? Rides, double Rate, ulong Seed, bool Strict, string? DataDirectory, bool Quiet)
{
    public const long DefaultRides = 1_000;
    public const double DefaultRate = 500;
    public const string RidesTopic = "rides";
    public const string CountsTopic = "rides-pulocation-count";
    public const string Group = "kafka_tutorial_example.jsonconsumer";
    public const int Partitions = 2;
    public static readonly TimeSpan Retention = TimeSpan.FromDays(1);
}
