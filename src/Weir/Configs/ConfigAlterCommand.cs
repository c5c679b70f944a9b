using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Configs;

/// <summary><c>weir config alter KIND NAME</c>: all changes or none.</summary>
internal static class ConfigAlterCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var target = new ConfigTarget();
        var set = Pairs("--set", "A setting and its new value; may be repeated");
        var append = Pairs("--append", "Entries to add to a setting that is a list; may be repeated");
        var subtract = Pairs("--subtract", "Entries to take off a setting that is a list; may be repeated");
        var delete = new Option<string[]>("--delete") { Description = "A setting to put back to what it inherits; may be repeated", HelpName = "KEY" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only find out whether it could be done" };
        var command = new Command("alter", "Change settings: all that are given, or none") { set, append, subtract, delete, dryRun };
        target.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var resource = target.Read(parsed);
            ConfigChange[] changes =
            [
                .. Read(parsed, set, ConfigOperation.Set),
                .. Read(parsed, append, ConfigOperation.Append),
                .. Read(parsed, subtract, ConfigOperation.Subtract),
                .. (parsed.GetValue(delete) ?? []).Select(ConfigChange.Delete),
            ];
            if (changes.Length == 0)
            {
                throw CommandException.BadInput("nothing to alter: give --set, --append, --subtract or --delete");
            }
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var isDry = parsed.GetValue(dryRun);
            await admin.AlterConfigsAsync(resource, changes, isDry, cancellation);
            terminal.Out.WriteLine($"{(isDry ? "Could alter" : "Altered")} {ConfigTarget.Word(resource.Type)} {ConfigTarget.NameOf(resource)}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string[]> Pairs(string name, string description) => new(name) { Description = description, HelpName = "k=v" };

    private static IEnumerable<ConfigChange> Read(ParseResult parsed, Option<string[]> option, ConfigOperation operation) =>
        KeyValues.Parse(option.Name, parsed.GetValue(option)).Select(pair => new ConfigChange(pair.Key, pair.Value, operation));
}
