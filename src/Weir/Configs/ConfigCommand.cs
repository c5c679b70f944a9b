using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Configs;

/// <summary><c>weir config</c>: lists, describes and alters settings of topics, brokers, groups, client metrics and loggers.</summary>
internal static class ConfigCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var command = new Command("config", "List, describe and alter settings of topics, brokers, groups, client metrics and loggers")
        {
            ConfigListCommand.Build(cluster, terminal),
            ConfigDescribeCommand.Build(cluster, terminal),
            ConfigAlterCommand.Build(cluster, terminal),
        };
        cluster.AddTo(command);
        return command;
    }
}
