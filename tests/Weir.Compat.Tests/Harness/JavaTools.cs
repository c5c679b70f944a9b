using System.Text.Json;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Harness;

/// <summary>Kafka's command-line classes, run unmodified one after the other in a single JVM that is started on first use.</summary>
/// <remarks>Thread model: any caller; a semaphore lets one tool run at a time, since tools write to the JVM's one standard output.</remarks>
internal sealed class JavaTools : IAsyncDisposable
{
    private static readonly string ClassPath = string.Join(
        Path.PathSeparator,
        Path.Combine(Locations.Artifacts, "java"),
        Path.Combine(Locations.Sources, "java"),
        Path.Combine(SharedFolder.Location, "kafka", "libs", "*"));

    private readonly SemaphoreSlim _turn = new(1);
    private Conversation? _host;

    /// <summary>How a JVM is started that lives for seconds: small, and with the compiler that is ready soonest.</summary>
    public static string[] Options { get; } = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", ClassPath];

    public async Task<ProcessResult> RunAsync(string className, IEnumerable<string> arguments, string stdin = "", TimeSpan? deadline = null)
    {
        await Toolbox.JavaAsync();
        var args = arguments.ToArray();
        await _turn.WaitAsync();
        try
        {
            _host ??= Conversation.Start("java", [.. Options, "weir.compat.ToolHost"]);
            await _host.SayAsync(JsonSerializer.Serialize(new { @class = className, args, stdin }));
            var answer = JsonDocument.Parse(await _host.HearAsync(deadline ?? ForeignProcess.DefaultDeadline)).RootElement;
            return new ProcessResult(
                $"{className[(className.LastIndexOf('.') + 1)..]} {string.Join(' ', args)}",
                answer.GetProperty("exit").GetInt32(),
                answer.GetProperty("out").GetString()!,
                answer.GetProperty("err").GetString()!);
        }
        catch (InvalidOperationException)
        {
            // A tool that hangs takes its JVM with it; the next tool gets a new one.
            await DisposeAsync();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }
}
