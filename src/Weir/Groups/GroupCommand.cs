using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Groups;

/// <summary><c>weir group</c>: lists, describes, resets and deletes consumer groups.</summary>
internal static class GroupCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "group",
        "List, describe, reset and delete consumer groups",
        terminal,
        GroupListCommand.Build,
        GroupDescribeCommand.Build,
        GroupResetCommand.Build,
        GroupDeleteCommand.Build);
}
