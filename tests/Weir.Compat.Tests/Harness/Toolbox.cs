using Weir.TestSupport;

namespace Weir.Compat.Tests.Harness;

/// <summary>The foreign runtimes, each made ready once a run by the <c>prepare</c> script beside the tests.</summary>
internal static class Toolbox
{
    private static readonly Lazy<Task<ProcessResult>> Python = new(() => PrepareAsync("python", SharedFolder.Location));
    private static readonly Lazy<Task<ProcessResult>> Js = new(() => PrepareAsync("js"));
    private static readonly Lazy<Task<ProcessResult>> Java = new(() => PrepareAsync("java", SharedFolder.Location));

    public static async Task<string> PythonAsync()
    {
        Prerequisite.Command("python3");
        SharedFolder.Require("wheels");
        Check("the Python clients", await Python.Value);
        return Path.Combine(Locations.Artifacts, "python", "bin", "python");
    }

    public static async Task<string> NodeAsync()
    {
        Prerequisite.Command("node");
        Prerequisite.Command("npm");
        Check("kafkajs", await Js.Value);
        return "node";
    }

    public static async Task JavaAsync()
    {
        Prerequisite.Command("java");
        Prerequisite.Command("javac");
        SharedFolder.Require("kafka");
        Check("the Java driver", await Java.Value);
    }

    private static void Check(string what, ProcessResult result) =>
        Prerequisite.Require(result.ExitCode == 0, $"{what} could not be installed: {result.Error.Trim()}");

    private static Task<ProcessResult> PrepareAsync(params string[] arguments) =>
        ForeignProcess.RunAsync(Path.Combine(Locations.Sources, "prepare"), arguments, deadline: TimeSpan.FromMinutes(5));
}
