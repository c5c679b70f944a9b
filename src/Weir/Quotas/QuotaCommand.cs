using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Quotas;

/// <summary><c>weir quota</c>: lists, sets and deletes limits of clients.</summary>
internal static class QuotaCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "quota",
        "List, set and delete limits of clients, users and addresses",
        terminal,
        QuotaListCommand.Build,
        QuotaSetCommand.Build,
        QuotaDeleteCommand.Build);
}
