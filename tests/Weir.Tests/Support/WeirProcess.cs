using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Tests.Support;

/// <summary>The built executable, run as a process of its own.</summary>
/// <remarks>Thread model: one test owns it; the readers of its output run on the thread pool.</remarks>
internal sealed partial class WeirProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;
    private readonly Task _reading;
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WeirProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public int Id => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static WeirProcess Start(params string[] args)
    {
        var info = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "weir"), args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["NO_COLOR"] = "1";
        return new WeirProcess(Process.Start(info)!);
    }

    /// <summary>Starts <c>weir up</c> on a free port and waits until it says where it listens.</summary>
    public static async Task<(WeirProcess Broker, string Servers)> UpAsync(string data, params string[] more)
    {
        var broker = Start(["up", "--data", data, "--port", "0", .. more]);
        return (broker, await broker.ListeningAsync());
    }

    /// <summary>Runs to the end, with the given standard input.</summary>
    public static async Task<WeirResult> FeedAsync(string input, params string[] args)
    {
        await using var process = Start(args);
        try
        {
            await process.Input.WriteAsync(input);
            process.Input.Close();
        }
        catch (IOException)
        {
            // A command that has seen enough need not read the rest.
        }
        return await process.WaitAsync();
    }

    public static Task<WeirResult> RunAsync(params string[] args) => FeedAsync("", args);

    /// <summary>Where <c>weir up</c> listens; fails with what it said when it ends instead.</summary>
    public async Task<string> ListeningAsync()
    {
        var first = await Task.WhenAny(_listening.Task, _reading).WaitAsync(Patience);
        return first == _listening.Task
            ? await _listening.Task
            : throw new InvalidOperationException($"weir up ended: {Output}{await _error}");
    }

    public async Task<WeirResult> WaitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return new WeirResult(_process.ExitCode, Output, await _error);
    }

    /// <summary>Ends the process as a power cut would: it gets to do nothing more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public Task<WeirResult> TerminateAsync() => SignalAsync(15);

    public Task<WeirResult> InterruptAsync() => SignalAsync(2);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private Task<WeirResult> SignalAsync(int signal)
    {
        Assert.Equal(0, SendSignal(_process.Id, signal));
        return WaitAsync();
    }

    private async Task ReadAsync()
    {
        const string marker = "listening on ";
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.Append(line).Append('\n');
            }
            if (line.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at)
            {
                _listening.TrySetResult(line[(at + marker.Length)..]);
            }
        }
    }
}
