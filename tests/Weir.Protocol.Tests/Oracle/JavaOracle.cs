using System.Diagnostics;
using Weir.Protocol.Tests.Messages;
using Weir.TestSupport;

namespace Weir.Protocol.Tests.Oracle;

/// <summary>Compiles the programs in java/ against Apache Kafka once, and runs them.</summary>
/// <remarks>Thread model: one instance per test class, whose tests run one after another.</remarks>
public sealed class JavaOracle : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weir-oracle-");
    private bool _compiled;

    /// <summary>Runs a command of MessageOracle; skips the test when Apache Kafka or the JDK is not there.</summary>
    public void Run(params string[] arguments) => RunProgram("MessageOracle", arguments);

    /// <summary>Runs one of the programs; skips the test when Apache Kafka or the JDK is not there.</summary>
    public void RunProgram(string program, params string[] arguments)
    {
        string classpath = Path.Combine(SharedFolder.Require("kafka", "libs"), "*");
        if (!_compiled)
        {
            string sources = Path.Combine(SharedFolder.RepositoryRoot, "tests", "Weir.Protocol.Tests", "java");
            Execute("javac", ["-encoding", "UTF-8", "-d", _folder.FullName, "-cp", classpath, .. Directory.GetFiles(sources, "*.java")]);
            _compiled = true;
        }

        Execute("java", ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", $"{_folder.FullName}{Path.PathSeparator}{classpath}", program, .. arguments]);
    }

    /// <summary>Full path of a file in the oracle's own folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes the list of all declarations for the commands that ask for one.</summary>
    public string WriteTypes()
    {
        string path = PathOf("types.txt");
        File.WriteAllLines(path, MessageType.All.Select(type => $"{type.Name} {type.Lowest} {type.Highest}"));
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Execute(string program, IEnumerable<string> arguments)
    {
        Prerequisite.Command(program);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Timeout}.");
        }

        Assert.True(process.ExitCode == 0, $"{program} failed: {errors.GetAwaiter().GetResult()}");
    }
}
