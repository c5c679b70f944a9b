using Microsoft.Extensions.Logging;

namespace Weir.Logging;

/// <summary>The levels a command line names.</summary>
internal static class LogLevels
{
    public static readonly string[] Names = ["debug", "information", "warning", "error", "none"];

    public static LogLevel Parse(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "information" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => throw new ArgumentException($"'{name}' is no log level.", nameof(name)),
    };
}
