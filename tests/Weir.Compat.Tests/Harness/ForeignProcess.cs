using System.Diagnostics;
using System.Text;

namespace Weir.Compat.Tests.Harness;

/// <summary>Runs programs of others to their end. Each has a deadline, past which the whole process tree is killed.</summary>
internal static class ForeignProcess
{
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(120);

    public static async Task<ProcessResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string stdin = "",
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? deadline = null)
    {
        using var process = new Process { StartInfo = Describe(file, arguments, environment) };
        var command = $"{Path.GetFileName(file)} {string.Join(' ', process.StartInfo.ArgumentList)}";
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await WriteAsync(process, stdin);
        using var limit = new CancellationTokenSource(deadline ?? DefaultDeadline);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            Assert.Fail($"{command}: still running after {(deadline ?? DefaultDeadline).TotalSeconds} s, killed\n{await error}\n{await output}");
        }

        return new ProcessResult(command, process.ExitCode, await output, await error);
    }

    public static ProcessStartInfo Describe(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task WriteAsync(Process process, string stdin)
    {
        try
        {
            await process.StandardInput.WriteAsync(stdin);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code tells the rest.
        }
    }
}
