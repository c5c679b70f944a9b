using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's tools by name, against one broker.</summary>
internal sealed class ToolRunner(JavaTools tools, string bootstrapServers)
{
    public static async Task<ToolRunner> CreateAsync(CompatEnvironment environment, string durability = "disk") =>
        new(environment.Tools, await environment.BootstrapAsync(durability));

    /// <summary>Runs a tool of <c>org.apache.kafka.tools</c>, or a class named whole, and requires that it succeeds; its output.</summary>
    public async Task<string> RunAsync(string tool, string arguments, string stdin = "") =>
        (await TryAsync(tool, arguments, stdin)).Succeeded().Output;

    /// <summary>Runs a tool in a JVM of its own, for those whose work is only done when their JVM ends.</summary>
    public async Task<string> RunAloneAsync(string tool, string arguments)
    {
        await Toolbox.JavaAsync();
        string[] command = [.. JavaTools.Options, $"org.apache.kafka.tools.{tool}", "--bootstrap-server", bootstrapServers, .. arguments.Split(' ')];
        return (await ForeignProcess.RunAsync("java", command)).Succeeded().Output;
    }

    /// <summary>Runs a tool whether it succeeds or not.</summary>
    public Task<ProcessResult> TryAsync(string tool, string arguments, string stdin = "")
    {
        var className = tool.StartsWith("kafka.", StringComparison.Ordinal) ? tool : $"org.apache.kafka.tools.{tool}";
        return tools.RunAsync(className, ["--bootstrap-server", bootstrapServers, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], stdin);
    }
}
