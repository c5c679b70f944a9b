using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Quotas;

/// <summary><c>weir quota</c>: lists, sets and deletes limits of clients.</summary>
internal static class QuotaCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var command = new Command("quota", "List, set and delete limits of clients, users and addresses")
        {
            QuotaListCommand.Build(cluster, terminal),
            QuotaSetCommand.Build(cluster, terminal),
            QuotaDeleteCommand.Build(cluster, terminal),
        };
        cluster.AddTo(command);
        return command;
    }
}
