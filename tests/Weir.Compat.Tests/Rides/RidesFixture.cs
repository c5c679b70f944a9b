using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Rides;

/// <summary>The course's taxi rides, published once by the course's own Java producer to a topic of two partitions.</summary>
public sealed class RidesFixture(CompatEnvironment environment) : IAsyncDisposable
{
    public const string Topic = "rides";
    private readonly SemaphoreSlim _once = new(1);
    private BrokerProcess? _broker;

    internal JavaTools Tools => environment.Tools;

    internal static string Csv => SharedFolder.Require("data", "rides.csv");

    internal static string Course => SharedFolder.Require("course", "run");

    /// <summary>One column of the rides.</summary>
    internal static async Task<List<string>> ColumnAsync(string name)
    {
        var lines = await File.ReadAllLinesAsync(Csv);
        var index = Array.IndexOf(lines[0].Split(','), name);
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')[index])];
    }

    internal static Dictionary<string, string> CourseEnvironment(string bootstrap) => new()
    {
        ["BOOTSTRAP_SERVERS"] = bootstrap,
        ["SECURITY_PROTOCOL"] = "PLAINTEXT",
        ["PAUSE_MS"] = "0",
        ["PATIENCE_S"] = "3",
    };

    /// <summary>The broker that holds the rides.</summary>
    internal async Task<string> BootstrapAsync()
    {
        await _once.WaitAsync();
        try
        {
            _broker ??= await PublishAsync();
            return _broker.BootstrapServers;
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    private async Task<BrokerProcess> PublishAsync()
    {
        var course = Course;
        var broker = await BrokerProcess.StartAsync(BrokerProcess.Target);
        var tool = new ToolRunner(environment.Tools, broker.BootstrapServers);
        await tool.RunAsync("TopicCommand", $"--create --topic {Topic} --partitions 2 --config retention.ms=86400000");
        var produced = await ForeignProcess.RunAsync(course, ["produce", Csv], environment: CourseEnvironment(broker.BootstrapServers));
        Assert.Equal("published 266", produced.Succeeded().LastLine);
        return broker;
    }
}
