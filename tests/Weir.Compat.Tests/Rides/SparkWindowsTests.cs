using System.Globalization;
using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Rides;

/// <summary>A structured streaming job of Spark with event-time windows, a watermark and checkpoints.</summary>
public sealed class SparkWindowsTests(CompatEnvironment environment)
{
    private const int EnoughToKill = 120;
    private const int BeforeKill = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [CompatFact]
    public async Task Job_that_is_killed_goes_on_from_its_checkpoints_and_counts_every_ride_once()
    {
        var spark = SharedFolder.Require("spark", "run");
        Prerequisite.Command("python3");
        using var folder = new TemporaryFolder();
        var bootstrap = await environment.BootstrapAsync();
        await using var windows = new RideWindows(bootstrap, environment.Unique("windows"));
        await windows.CreateAsync();
        await windows.PublishAsync(BeforeKill);
        string[] job =
        [
            "--driver-java-options", "-XX:TieredStopAtLevel=1", // a short job is over before thorough compilation pays
            Path.Combine(Locations.Sources, "python", "spark_windows.py"), bootstrap, windows.Rides, windows.Updates, windows.Finals, folder.File("checkpoints"),
        ];

        await using (Conversation killed = Conversation.Start(spark, job))
        {
            await ReadUntilAsync(killed, windows, () => windows.Counted >= EnoughToKill);
        }

        Assert.InRange(await PlannedAsync(folder.File("checkpoints")), EnoughToKill, BeforeKill);
        await windows.PublishAsync(int.MaxValue);
        await using Conversation next = Conversation.Start(spark, job);
        await ReadUntilAsync(next, windows, () => windows.Counted == windows.Published);
        await windows.PublishClosingRideAsync();
        await ReadUntilAsync(next, windows, () => windows.AreAllClosed);
        windows.AssertCounted();
    }

    /// <summary>The rides up to the end of the last batch that Spark has planned, by its checkpoint.</summary>
    private static async Task<long> PlannedAsync(string checkpoints)
    {
        var last = Directory.GetFiles(Path.Combine(checkpoints, "update", "offsets"))
            .Where(file => int.TryParse(Path.GetFileName(file), out _))
            .MaxBy(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))!;
        using var offsets = JsonDocument.Parse((await File.ReadAllLinesAsync(last))[^1]);
        return offsets.RootElement.EnumerateObject().Single().Value.EnumerateObject().Sum(partition => partition.Value.GetInt64());
    }

    private static async Task ReadUntilAsync(Conversation job, RideWindows windows, Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await windows.ReadUntilAsync(condition, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{windows.Counted} rides of {windows.Published} counted after {Patience.TotalMinutes} minutes\n{job.Errors}");
        }
    }
}
