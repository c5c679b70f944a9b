using System.Text.Json;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Rides;

/// <summary>The course's own programs, and Spark, over the taxi rides.</summary>
public sealed class RidesTests(RidesFixture rides) : IClassFixture<RidesFixture>
{
    private const string Group = "kafka_tutorial_example.jsonconsumer";

    [CompatFact]
    public async Task Course_consumer_prints_every_ride_of_the_course_producer()
    {
        var bootstrap = await rides.BootstrapAsync();
        var consumed = (await ForeignProcess.RunAsync(RidesFixture.Course, ["consume"], environment: RidesFixture.CourseEnvironment(bootstrap))).Succeeded();

        var printed = consumed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((await RidesFixture.ColumnAsync("DOLocationID")).Order(), printed.Order());
        var described = await new ToolRunner(rides.Tools, bootstrap).RunAsync("consumer.group.ConsumerGroupCommand", $"--describe --group {Group}");
        Assert.Matches($@"{Group}\s+rides\s+0\s+(\d+)\s+\1\s+0\b", described);
        Assert.Matches($@"{Group}\s+rides\s+1\s+(\d+)\s+\1\s+0\b", described);
    }

    [CompatFact]
    public async Task Weir_demo_places_the_rides_as_the_Java_client_does()
    {
        var demo = (await ForeignProcess.RunAsync(Locations.Weir, ["demo", "--csv", RidesFixture.Csv, "--json"])).Succeeded();
        var summary = JsonDocument.Parse(demo.LastLine).RootElement;
        var ends = await new ToolRunner(rides.Tools, await rides.BootstrapAsync()).RunAsync("GetOffsetShell", $"--topic {RidesFixture.Topic}");

        Assert.Equal(266, summary.GetProperty("produced").GetInt64());
        Assert.Equal(266, summary.GetProperty("consumed").GetInt64());
        Assert.Equal(0, summary.GetProperty("groupLag").GetInt64());
        Assert.Equal(ends.Trim().Split('\n').Select(line => line.Split(':')[2]), summary.GetProperty("partitions").EnumerateArray().Select(p => $"{p}"));
    }

    [CompatFact]
    public async Task Spark_counts_the_rides_by_pickup_location()
    {
        var spark = SharedFolder.Require("spark", "run");
        Prerequisite.Command("python3");
        var bootstrap = await rides.BootstrapAsync();
        using var folder = new TemporaryFolder();
        string[] job = [Path.Combine(Locations.Sources, "python", "spark_rides.py"), bootstrap, RidesFixture.Topic, "rides-spark-count", folder.File("checkpoint")];
        (await ForeignProcess.RunAsync(spark, job, deadline: TimeSpan.FromMinutes(4))).Succeeded();

        var expected = (await RidesFixture.ColumnAsync("PULocationID")).CountBy(id => id).Select(c => $"{c.Key}\t{c.Value}").Order().ToList();
        var counts = await new ToolRunner(rides.Tools, bootstrap).RunAsync(
            "consumer.ConsoleConsumer",
            $"--topic rides-spark-count --from-beginning --max-messages {expected.Count} --timeout-ms 30000 --formatter-property print.key=true");
        Assert.Equal(expected, counts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
