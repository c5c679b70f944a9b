using Microsoft.Extensions.Logging;

namespace Weir.Logging;

/// <summary>Writes log messages one line each, because the console provider costs start-up time and its own threads.</summary>
/// <param name="output">Where to.</param>
/// <param name="least">Least severe level that is written.</param>
/// <param name="once">Whether a message that was written already is left out.</param>
/// <remarks>Thread model: any thread logs; lines are written under one lock.</remarks>
internal sealed class LineLoggerFactory(TextWriter output, LogLevel least, bool once = false) : ILoggerFactory
{
    private const int MaxRemembered = 100;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _written = [];

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("This factory writes to one place only.");

    public void Dispose()
    {
    }

    internal bool IsEnabled(LogLevel level) => level >= least && level != LogLevel.None;

    internal void Write(LogLevel level, string category, string message, Exception? error)
    {
        var reason = error is null ? "" : $" ({error.GetType().Name}: {error.Message})";
        var text = (message + reason).ReplaceLineEndings(" ");
        var line = $"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff} {Name(level)} {category}: {text}";
        lock (_lock)
        {
            if (once && _written.Count < MaxRemembered && !_written.Add(text))
            {
                return;
            }
            output.WriteLine(line);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
