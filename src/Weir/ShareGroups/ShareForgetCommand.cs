using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.ShareGroups;

/// <summary><c>weir share forget GROUP TOPIC...</c>.</summary>
internal static class ShareForgetCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var group = new Argument<string>("group") { Description = "Share group; it must have no members" };
        var topics = new Argument<string[]>("topic") { Description = "Topics to forget: the group begins anew there", Arity = ArgumentArity.OneOrMore };
        var command = new Command("forget", "Make a share group forget how far it has come in topics") { group, topics };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            await admin.DeleteShareGroupOffsetsAsync(parsed.GetValue(group)!, parsed.GetValue(topics)!, cancellation);
            terminal.Out.WriteLine($"Share group {parsed.GetValue(group)} forgot {string.Join(", ", parsed.GetValue(topics)!)}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
