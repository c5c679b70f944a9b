using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Clients;

/// <summary><c>weir client</c>: what clients say of themselves (KIP-714).</summary>
internal static class ClientCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "client",
        "Show clients that push their metrics, and what they measure",
        terminal,
        ClientListCommand.Build,
        ClientMetricsCommand.Build);
}
