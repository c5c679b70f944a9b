using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Groups;

/// <summary><c>weir group</c>: lists, describes, resets and deletes consumer groups.</summary>
internal static class GroupCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var command = new Command("group", "List, describe, reset and delete consumer groups")
        {
            GroupListCommand.Build(cluster, terminal),
            GroupDescribeCommand.Build(cluster, terminal),
            GroupResetCommand.Build(cluster, terminal),
            GroupDeleteCommand.Build(cluster, terminal),
        };
        cluster.AddTo(command);
        return command;
    }
}
