using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Topics;

/// <summary><c>weir topic alter NAME</c>: settings, and more partitions.</summary>
internal static class TopicAlterCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "Topic to alter" };
        var partitions = new Option<int?>("--partitions") { Description = "Grow to this many partitions; keys may move to other partitions", HelpName = "N" };
        var unset = new Option<string[]>("--delete-config") { Description = "A setting to put back to the broker's default; may be repeated", HelpName = "KEY" };
        var settings = new TopicSettings();
        var command = new Command("alter", "Change a topic's settings, or give it more partitions") { name, partitions, unset };
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var topic = parsed.GetValue(name)!;
            ConfigChange[] changes =
            [
                .. settings.Read(parsed).Select(setting => ConfigChange.Set(setting.Key, setting.Value)),
                .. (parsed.GetValue(unset) ?? []).Select(ConfigChange.Delete),
            ];
            var count = parsed.GetValue(partitions);
            if (changes.Length == 0 && count is null)
            {
                throw CommandException.BadInput("nothing to alter: give --config, --retention, --delete-config or --partitions");
            }
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            if (changes.Length > 0)
            {
                await admin.AlterConfigsAsync(ConfigResource.Topic(topic), changes, cancellationToken: cancellation);
            }
            if (count is { } total)
            {
                await admin.CreatePartitionsAsync(topic, total, cancellation);
            }
            terminal.Out.WriteLine($"Altered topic {topic}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
