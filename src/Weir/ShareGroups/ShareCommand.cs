using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.ShareGroups;

/// <summary><c>weir share</c>: describes share groups, moves them, and makes them forget topics.</summary>
internal static class ShareCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "share",
        "Describe and move share groups; 'weir group' lists and deletes them like all others",
        terminal,
        ShareDescribeCommand.Build,
        ShareResetCommand.Build,
        ShareForgetCommand.Build);
}
