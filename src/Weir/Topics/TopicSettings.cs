using System.CommandLine;
using System.Globalization;
using Weir.CommandLine;

namespace Weir.Topics;

/// <summary>The options that set topic configuration: <c>--config k=v</c> and the shorthand <c>--retention 1d</c>.</summary>
internal sealed class TopicSettings
{
    private const string RetentionKey = "retention.ms";

    private readonly Option<string[]> _config = new("--config") { Description = "A topic setting, such as cleanup.policy=compact; may be repeated", HelpName = "k=v" };
    private readonly Option<string?> _retention = new("--retention") { Description = "How long records are kept: 30m, 12h, 1d, 2w, or 'forever'", HelpName = "TIME" };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_retention);
    }

    /// <summary>The settings given.</summary>
    /// <exception cref="CommandException">A value is malformed, or retention is given twice: exit code 2.</exception>
    public Dictionary<string, string> Read(ParseResult parsed)
    {
        var settings = KeyValues.Parse(_config.Name, parsed.GetValue(_config));
        if (parsed.GetValue(_retention) is { } retention && !settings.TryAdd(RetentionKey, Milliseconds(retention)))
        {
            throw CommandException.BadInput($"--retention {retention} and --config {RetentionKey}={settings[RetentionKey]} contradict each other: give one");
        }
        return settings;
    }

    private static string Milliseconds(string retention)
    {
        if (retention == "forever")
        {
            return "-1";
        }
        return Duration.TryParse(retention, out var duration)
            ? ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)
            : throw CommandException.BadInput($"--retention {retention}: must be a time like 30m, 12h, 1d, 2w, or 'forever'");
    }
}
