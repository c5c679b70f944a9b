using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Clients;

/// <summary>The clients under comparison.</summary>
internal static class CompatClients
{
    public static readonly string[] Codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

    public static readonly string[] Names = ["java", "confluent-kafka", "kafka-python", "aiokafka", "kcat", "kafkajs", "weir"];

    private static readonly Dictionary<string, string> NodePath =
        new() { ["NODE_PATH"] = Path.Combine(Locations.Artifacts, "js", "node_modules") };

    private static string NodeDriver => Path.Combine(Locations.Sources, "js", "driver.js");

    public static ICompatClient Create(string name, JavaTools tools) => name switch
    {
        "java" => new DriverClient(name, arguments => tools.RunAsync("weir.compat.Driver", arguments)),
        "weir" => new WeirClient(),
        "kcat" => new DriverClient(name, KcatAsync) { SetsTimestamps = false },
        "kafkajs" => new DriverClient(name, async arguments =>
            await ForeignProcess.RunAsync(await Toolbox.NodeAsync(), [NodeDriver, .. arguments], environment: NodePath))
        {
            WritesNullHeaders = false,
        },
        _ => new DriverClient(name, arguments => PythonAsync(name, arguments)) { WritesNullHeaders = name != "kafka-python" },
    };

    /// <summary>Starts a group member of the named library; with the assignor (range, and for some cooperative-sticky) it prints events as JSON lines and leaves when told a line.</summary>
    public static async Task<Conversation> StartMemberAsync(string name, string bootstrapServers, string topic, string group, string assignor)
    {
        string[] arguments = ["member", bootstrapServers, topic, group, assignor];
        switch (name)
        {
            case "java":
                await Toolbox.JavaAsync();
                return Conversation.Start("java", [.. JavaTools.Options, "weir.compat.Driver", .. arguments]);
            case "kafkajs":
                return Conversation.Start(await Toolbox.NodeAsync(), [NodeDriver, .. arguments], NodePath);
            default:
                return Conversation.Start(await Toolbox.PythonAsync(), [PythonDriver(name), .. arguments], explains: true);
        }
    }

    private static async Task<ProcessResult> PythonAsync(string name, IEnumerable<string> arguments) =>
        await ForeignProcess.RunAsync(await Toolbox.PythonAsync(), [PythonDriver(name), .. arguments]);

    private static Task<ProcessResult> KcatAsync(IReadOnlyList<string> arguments)
    {
        Prerequisite.Command("python3");
        Prerequisite.Command("kcat");
        return ForeignProcess.RunAsync("python3", [PythonDriver("kcat"), .. arguments]);
    }

    private static string PythonDriver(string name) =>
        Path.Combine(Locations.Sources, "python", name.Replace("confluent-kafka", "confluent", StringComparison.Ordinal).Replace('-', '_') + "_driver.py");
}
