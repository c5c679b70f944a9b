using System.Text.Json;
using Weir.Client;
using Weir.Tests.Support;
using Weir.TestSupport;

namespace Weir.Tests.Demo;

public sealed class DemoTests : IDisposable
{
    private const string Header = "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,"
        + "store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,"
        + "improvement_surcharge,total_amount,congestion_surcharge";

    private const string Good = "1,2020-07-01 00:25:32,2020-07-01 00:33:39,1,1.50,1,N,238,75,2,8,0.5,0.5,0,0,0.3,9.3,0";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Demo_of_the_course_file_produces_and_consumes_every_ride_where_Java_would_place_it()
    {
        var csv = SharedFolder.Require("data", "rides.csv");

        var result = (await WeirProcess.RunAsync("demo", "--csv", csv, "--json")).Succeeded();

        using var summary = JsonDocument.Parse(result.Lines[^1]);
        var root = summary.RootElement;
        Assert.Equal(266, root.GetProperty("produced").GetInt64());
        Assert.Equal(266, root.GetProperty("consumed").GetInt64());
        Assert.Equal(0, root.GetProperty("invalid").GetInt64());
        Assert.Equal(0, root.GetProperty("groupLag").GetInt64());
        // The keys' murmur2 hashes, computed apart from Weir, give these numbers.
        Assert.Equal([141, 125], root.GetProperty("partitions").EnumerateArray().Select(count => count.GetInt64()));
        Assert.Equal(
            [("137", 19L), ("263", 16), ("48", 15), ("138", 15), ("68", 11)],
            root.GetProperty("topPickupLocations").EnumerateArray()
                .Select(top => (top.GetProperty("location").GetString()!, top.GetProperty("rides").GetInt64())));
        var dropoffs = File.ReadLines(csv).Skip(1).Select(line => line.Split(',')[8]).Order();
        Assert.Equal(dropoffs, result.Lines[..^1].Order());
    }

    [Fact]
    public async Task Demo_of_made_up_rides_ends_with_a_summary()
    {
        var result = (await WeirProcess.RunAsync("demo", "--rides", "3000", "--seed", "9")).Succeeded();

        var summary = result.Lines[3000..];
        Assert.All(result.Lines[..3000], line => Assert.True(int.TryParse(line, out _), line));
        Assert.Contains(summary, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["produced", "3,000"]);
        Assert.Contains(summary, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["consumed", "3,000"]);
        Assert.Contains(summary, line => line.StartsWith("TOP PICKUP LOCATIONS", StringComparison.Ordinal));
        Assert.Contains(summary, line => line.StartsWith("sent to consumed", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Demo_same_seed_sends_the_same_rides()
    {
        var first = (await WeirProcess.RunAsync("demo", "--rides", "50", "--seed", "3", "--json")).Succeeded();
        var second = (await WeirProcess.RunAsync("demo", "--rides", "50", "--seed", "3", "--json")).Succeeded();

        Assert.Equal(first.Lines[..^1].Order(), second.Lines[..^1].Order());
    }

    [Fact]
    public async Task Demo_rate_spreads_the_rides_over_time()
    {
        var result = (await WeirProcess.RunAsync("demo", "--rides", "40", "--rate", "20", "--json")).Succeeded();

        using var summary = JsonDocument.Parse(result.Lines[^1]);
        Assert.True(summary.RootElement.GetProperty("seconds").GetDouble() >= 1.9);
    }

    [Fact]
    public async Task Demo_bad_rows_are_reported_counted_and_passed_over()
    {
        await File.WriteAllLinesAsync(_directory["rides.csv"], [Header, Good, Good.Replace("238", "here"), "1,2", Good]);

        var result = (await WeirProcess.RunAsync("demo", "--csv", _directory["rides.csv"], "--json")).Succeeded();

        Assert.Contains($"weir: {_directory["rides.csv"]}, line 3, column PULocationID: 'here' is no whole number", result.Error, StringComparison.Ordinal);
        Assert.Contains($"weir: {_directory["rides.csv"]}, line 4: 2 columns instead of 18", result.Error, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(result.Lines[^1]);
        Assert.Equal(2, summary.RootElement.GetProperty("produced").GetInt64());
        Assert.Equal(2, summary.RootElement.GetProperty("consumed").GetInt64());
        Assert.Equal(2, summary.RootElement.GetProperty("invalid").GetInt64());
    }

    [Fact]
    public async Task Demo_strict_stops_at_the_first_bad_row_with_exit_code_1()
    {
        await File.WriteAllLinesAsync(_directory["rides.csv"], [Header, Good, "1,2", Good]);

        var result = await WeirProcess.RunAsync("demo", "--csv", _directory["rides.csv"], "--strict", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith($"weir: {_directory["rides.csv"]}, line 3: 2 columns instead of 18\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "no such file")]
    [InlineData("", "the file is empty")]
    [InlineData("a,b,c\n1,2,3\n", "wrong header: column 1 is 'a' instead of VendorID")]
    public async Task Demo_wrong_file_is_one_line_and_exit_code_2(string? content, string expected)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(_directory["rides.csv"], content);
        }

        var result = await WeirProcess.RunAsync("demo", "--csv", _directory["rides.csv"]);

        Assert.Contains(expected, result.FailedWith(2), StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Demo_header_alone_consumes_nothing_and_succeeds()
    {
        await File.WriteAllLinesAsync(_directory["rides.csv"], [Header]);

        var result = (await WeirProcess.RunAsync("demo", "--csv", _directory["rides.csv"], "--json")).Succeeded();

        using var summary = JsonDocument.Parse(Assert.Single(result.Lines));
        Assert.Equal(0, summary.RootElement.GetProperty("produced").GetInt64());
    }

    [Fact]
    public async Task Demo_again_in_the_same_directory_counts_on()
    {
        await File.WriteAllLinesAsync(_directory["rides.csv"], [Header, Good, Good]);
        string[] demo = ["demo", "--csv", _directory["rides.csv"], "--data", _directory["data"], "--json"];
        (await WeirProcess.RunAsync(demo)).Succeeded();

        var second = (await WeirProcess.RunAsync(demo)).Succeeded();

        using var summary = JsonDocument.Parse(second.Lines[^1]);
        Assert.Equal(2, summary.RootElement.GetProperty("produced").GetInt64());
        Assert.Equal(2, summary.RootElement.GetProperty("consumed").GetInt64());
        Assert.Equal(4, summary.RootElement.GetProperty("topPickupLocations")[0].GetProperty("rides").GetInt64());
    }

    [Fact]
    public async Task Demo_leaves_rides_and_counts_that_any_client_reads()
    {
        await File.WriteAllLinesAsync(_directory["rides.csv"], [Header, Good, Good]);
        (await WeirProcess.RunAsync("demo", "--csv", _directory["rides.csv"], "--data", _directory["data"])).Succeeded();
        var (broker, servers) = await WeirProcess.UpAsync(_directory["data"]);
        await using var _ = broker;

        var rides = (await WeirProcess.RunAsync("consume", "rides", "--from", "beginning", "--max", "2", "--json", "-b", servers)).Succeeded();
        var counts = (await WeirProcess.RunAsync(
            "consume", "rides-pulocation-count", "--from", "beginning", "--until-end", "--key-separator", "=", "--value-format", "long", "-b", servers)).Succeeded();
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = servers });
        var settings = await admin.DescribeConfigsAsync(ConfigResource.Topic("rides"));

        using var record = JsonDocument.Parse(rides.Lines[0]);
        using var ride = JsonDocument.Parse(record.RootElement.GetProperty("value").GetString()!);
        Assert.Equal("238", record.RootElement.GetProperty("key").GetString());
        Assert.Equal("2020-07-01T00:25:32", ride.RootElement.GetProperty("tpep_pickup_datetime").GetString());
        Assert.Equal(18, ride.RootElement.EnumerateObject().Count());
        Assert.Equal(["238=1", "238=2"], counts.Lines);
        Assert.Equal("86400000", settings.Single(entry => entry.Name == "retention.ms").Value);
    }
}
