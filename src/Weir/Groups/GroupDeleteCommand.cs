using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Groups;

/// <summary><c>weir group delete NAME...</c>.</summary>
internal static class GroupDeleteCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var names = new Argument<string[]>("group") { Description = "Groups to delete, with their committed offsets", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", "Delete groups without members, and their committed offsets") { names };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var name in parsed.GetValue(names)!)
            {
                await admin.DeleteGroupsAsync([name], cancellation);
                terminal.Out.WriteLine($"Deleted group {name}.");
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
