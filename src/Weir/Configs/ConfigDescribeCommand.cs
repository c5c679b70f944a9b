using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Configs;

/// <summary><c>weir config describe KIND NAME</c>: settings with where they come from.</summary>
internal static class ConfigDescribeCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var target = new ConfigTarget();
        var all = new Option<bool>("--all") { Description = "Also the settings that nobody has changed" };
        var key = new Option<string[]>("--key") { Description = "Only this setting, with its documentation; may be repeated", HelpName = "KEY" };
        var json = JsonOutput.Option();
        var command = new Command("describe", "Show settings, and where they come from") { all, key, json };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var resource = target.Read(parsed);
            var keys = parsed.GetValue(key) ?? [];
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var settings = await admin.DescribeConfigsAsync(resource, cancellation);
            foreach (var missing in keys.Except(settings.Select(entry => entry.Name)))
            {
                throw CommandException.Failed($"{ConfigTarget.Word(resource.Type)} {ConfigTarget.NameOf(resource)} has no setting {missing}");
            }
            var shown = settings
                .Where(entry => keys.Length > 0 ? keys.Contains(entry.Name) : parsed.GetValue(all) || IsOwn(entry, resource))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ToList();
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(
                    terminal,
                    [.. shown.Select(entry => new ConfigEntryJson(entry.Name, entry.Value, Source(entry.Source), entry.IsReadOnly, entry.IsSensitive, entry.Documentation))],
                    OutputJson.Relaxed.ConfigEntryJsonArray);
            }
            else
            {
                Write(shown, keys.Length > 0, terminal);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    // What was set for the resource itself, rather than inherited.
    private static bool IsOwn(ConfigEntry entry, ConfigResource resource) => resource.Type switch
    {
        ConfigResourceType.Topic => entry.Source == ConfigSource.DynamicTopic,
        ConfigResourceType.Group => entry.Source == ConfigSource.DynamicGroup,
        _ => !entry.IsDefault,
    };

    private static void Write(List<ConfigEntry> settings, bool documented, Terminal terminal)
    {
        var table = new OutputTable("SETTING", "VALUE", "SOURCE", "CHANGES");
        foreach (var entry in settings)
        {
            table.Add(
                entry.Name, entry.IsSensitive ? "(hidden)" : entry.Value ?? "-", Source(entry.Source),
                entry.IsReadOnly ? "at start" : "any time");
        }
        table.WriteTo(terminal);
        foreach (var entry in settings.Where(entry => documented && entry.Documentation is not null))
        {
            terminal.Out.WriteLine($"{entry.Name}: {entry.Documentation}");
        }
    }

    private static string Source(ConfigSource source) => source switch
    {
        ConfigSource.DynamicTopic => "topic",
        ConfigSource.DynamicBroker => "broker",
        ConfigSource.DynamicDefaultBroker => "all brokers",
        ConfigSource.StaticBroker => "start",
        ConfigSource.Default => "default",
        ConfigSource.DynamicBrokerLogger => "logger",
        ConfigSource.DynamicClientMetrics => "client-metrics",
        ConfigSource.DynamicGroup => "group",
        _ => "unknown",
    };
}
