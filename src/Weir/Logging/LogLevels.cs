using Microsoft.Extensions.Logging;

namespace Weir.Logging;

/// <summary>The levels a command line names.</summary>
internal static class LogLevels
{
    public static readonly string[] Names = ["debug", "information", "warning", "error", "none"];

    public static LogLevel Parse(string name) => Enum.Parse<LogLevel>(name, ignoreCase: true);
}
