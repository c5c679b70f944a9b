using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Tools;

namespace Weir.Compat.Tests.Storage;

/// <summary>A broker that compacts without delay, and a topic it has compacted: of many keys, most written again and again, some deleted.</summary>
public sealed class CompactedTopicFixture(CompatEnvironment environment) : IAsyncDisposable
{
    public const string Topic = "compacted";
    public const int Keys = 40;
    public const int Rounds = 150;

    // So that the log is several segments of the smallest size Kafka allows.
    private const int ValueSize = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _once = new(1);
    private BrokerProcess? _broker;
    private List<WireRecord>? _records;

    /// <summary>What the Java client reads from the beginning after the compaction.</summary>
    internal async Task<(string BootstrapServers, List<WireRecord> Records)> ReadAsync()
    {
        await _once.WaitAsync();
        try
        {
            _records ??= await FillAsync();
            return (_broker!.BootstrapServers, _records);
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>The last value written to each key; keys that were deleted are absent.</summary>
    internal static Dictionary<string, string> LastValues() =>
        Enumerable.Range(0, Keys).Where(key => key % 4 != 3).ToDictionary(key => $"key-{key}", key => Value(Rounds - 1, key));

    internal ICompatClient Client(string name) => CompatClients.Create(name, environment.Tools);

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    private static string Value(int round, int key) => $"{round}-{key}-".PadRight(ValueSize, 'v');

    private async Task<List<WireRecord>> FillAsync()
    {
        _broker = await BrokerProcess.StartAsync(BrokerProcess.Target, "disk", "log.cleaner.backoff.ms=200");
        var tool = new ToolRunner(environment.Tools, _broker.BootstrapServers);
        await tool.RunAsync("TopicCommand", $"--create --topic {Topic} --config cleanup.policy=compact --config segment.bytes=1048576 --config min.cleanable.dirty.ratio=0.1");
        var lines = from round in Enumerable.Range(0, Rounds)
                    from key in Enumerable.Range(0, Keys)
                    select $"key-{key}\t{(round == Rounds - 1 && key % 4 == 3 ? "NULL" : Value(round, key))}\n";
        await tool.RunAsync(
            "ConsoleProducer",
            $"--topic {Topic} --reader-property parse.key=true --reader-property null.marker=NULL --command-property compression.type=none",
            string.Concat(lines));

        string directory = Path.Combine(_broker.DataDirectory, $"{Topic}-0");
        long started = TimeProvider.System.GetTimestamp();
        while (!IsCompacted(directory))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "the topic was not compacted");
            await Task.Delay(50);
        }

        string printed = await tool.RunAsync("consumer.ConsoleConsumer", $"--topic {Topic} --from-beginning --timeout-ms 3000");
        int count = printed.Count(c => c == '\n');
        var plan = new TopicPlan(Topic, 1, "none", count, []);
        return (await Client("java").ConsumeAsync(_broker.BootstrapServers, [plan]))[Topic];
    }

    /// <summary>Whether all segments but the active one shrank to less than one together.</summary>
    private static bool IsCompacted(string directory)
    {
        try
        {
            return Directory.GetFiles(directory, "*.log").Select(file => new FileInfo(file).Length).Order().SkipLast(1).Sum() < 500_000;
        }
        catch (FileNotFoundException)
        {
            // The cleaner replaced a segment between the listing and the look at it: the next look sees the new one.
            return false;
        }
    }
}
