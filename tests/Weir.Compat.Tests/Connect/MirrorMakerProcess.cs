using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>MirrorMaker 2 as a process of its own, between two clusters and both ways.</summary>
/// <remarks>Thread model: one test at a time.</remarks>
internal sealed class MirrorMakerProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Conversation? _process;

    private MirrorMakerProcess(IEnumerable<string> settings) => File.WriteAllLines(SettingsFile, settings);

    /// <summary>What it complains of; with the tests' settings of the log that is warnings and errors.</summary>
    public string Errors => _process?.Errors ?? "it does not run";

    private string SettingsFile => _folder.File("mirror.properties");

    /// <summary>Starts mirroring the topics and groups whose names begin with the prefix. What it writes is there when it has come to it.</summary>
    /// <param name="clusters">Name and bootstrap servers of both.</param>
    /// <param name="prefix">The beginning of names.</param>
    public static async Task<MirrorMakerProcess> StartAsync(IReadOnlyDictionary<string, string> clusters, string prefix)
    {
        await Toolbox.JavaAsync();
        string[] names = [.. clusters.Keys];
        string[] everySecond = ["refresh.topics", "refresh.groups", "sync.topic.configs", "sync.group.offsets", "emit.heartbeats", "emit.checkpoints"];
        string[] quickWorkers =
        [
            "offset.flush.interval.ms = 500", "session.timeout.ms = 6000", "heartbeat.interval.ms = 1000", "scheduled.rebalance.max.delay.ms = 0", "plugin.discovery = service_load",
        ];
        string[] unreplicated = ["", "checkpoints.topic.", "heartbeats.topic.", "offset-syncs.topic.", "offset.storage.", "status.storage.", "config.storage."];
        var process = new MirrorMakerProcess(
        [
            $"clusters = {string.Join(", ", names)}",
            .. clusters.Select(cluster => $"{cluster.Key}.bootstrap.servers = {cluster.Value}"),
            $"{names[0]}->{names[1]}.enabled = true",
            $"{names[1]}->{names[0]}.enabled = true",
            $"topics = {prefix}.*",
            $"groups = {prefix}.*",
            "plugin.discovery = service_load",
            "sync.group.offsets.enabled = true",
            "offset.lag.max = 0",
            .. names.SelectMany(name => quickWorkers.Select(setting => $"{name}.{setting}")),
            .. everySecond.Select(what => $"{what}.interval.seconds = 1"),
            .. unreplicated.Select(what => $"{what}replication.factor = 1"),
        ]);
        process.Start();
        return process;
    }

    /// <summary>Starts it again.</summary>
    public void Start() => _process = Conversation.Start("java", [.. JavaTools.Options, "org.apache.kafka.connect.mirror.MirrorMaker", SettingsFile]);

    /// <summary>Ends it in the middle of what it does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }
}
