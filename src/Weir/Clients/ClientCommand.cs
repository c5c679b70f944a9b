using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Clients;

/// <summary><c>weir client</c>: what clients say of themselves (KIP-714).</summary>
internal static class ClientCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var command = new Command("client", "Show clients that push their metrics, and what they measure")
        {
            ClientListCommand.Build(cluster, terminal),
            ClientMetricsCommand.Build(cluster, terminal),
        };
        cluster.AddTo(command);
        return command;
    }
}
