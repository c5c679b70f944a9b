using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Weir.Compat.Tests.Harness;

/// <summary>A running program that is talked to line by line over its standard streams.</summary>
/// <remarks>Thread model: one caller at a time; the process's readers only feed the line channel and the error buffer, under its lock.</remarks>
internal sealed class Conversation : IConversation
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _errors = new();
    private readonly string _name;
    private readonly bool _explains;
    private readonly TaskCompletionSource _explained = new();

    private Conversation(string name, Process process, bool explains)
    {
        _name = name;
        _explains = explains;
        _process = process;
    }

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="explains">Whether it answers the line <c>explain</c> on standard error with where it stands, and <c>explained</c> at the end.</param>
    public static Conversation Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool explains = false)
    {
        var process = new Process { StartInfo = ForeignProcess.Describe(file, arguments, environment) };
        var conversation = new Conversation($"{Path.GetFileName(file)} {string.Join(' ', process.StartInfo.ArgumentList)}", process, explains);
        process.OutputDataReceived += (_, line) => conversation.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => conversation.Complain(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return conversation;
    }

    public async Task SayAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends the program's standard input.</summary>
    public void StopTalking() => _process.StandardInput.Close();

    public async Task<string> HearAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return await _lines.Reader.ReadAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            if (e is OperationCanceledException)
            {
                await ExplainAsync();
            }

            throw new InvalidOperationException($"{_name}: {(e is ChannelClosedException ? "ended" : $"silent for {patience.TotalSeconds} s")}\n{Errors}", e);
        }
    }

    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ExplainAsync()
    {
        if (_explains && !HasExited)
        {
            await SayAsync("explain");
            await Task.WhenAny(_explained.Task, Task.Delay(TimeSpan.FromSeconds(10)));
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _lines.Writer.TryComplete();
        }
        else
        {
            _lines.Writer.TryWrite(line);
        }
    }

    private void Complain(string? line)
    {
        if (line == "explained")
        {
            _explained.TrySetResult();
        }

        lock (_errors)
        {
            if (line is not null && _errors.Length < 64 * 1024)
            {
                _errors.AppendLine(line);
            }
        }
    }
}
