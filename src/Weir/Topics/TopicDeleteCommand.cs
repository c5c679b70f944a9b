using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;
using Weir.Protocol;

namespace Weir.Topics;

/// <summary><c>weir topic delete NAME...</c>.</summary>
internal static class TopicDeleteCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var names = new Argument<string[]>("name") { Description = "Topics to delete, with all their records", Arity = ArgumentArity.OneOrMore };
        var lenient = new Option<bool>("--if-exists") { Description = "Succeed when a topic is not there" };
        var command = new Command("delete", "Delete topics and their records") { names, lenient };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var name in parsed.GetValue(names)!)
            {
                try
                {
                    await admin.DeleteTopicAsync(name, cancellation);
                    terminal.Out.WriteLine($"Deleted topic {name}.");
                }
                catch (KafkaException error) when (error.ErrorCode == ErrorCode.UnknownTopicOrPartition && parsed.GetValue(lenient))
                {
                    terminal.Out.WriteLine($"Topic {name} does not exist.");
                }
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
