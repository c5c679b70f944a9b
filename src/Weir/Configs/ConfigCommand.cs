using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Configs;

/// <summary><c>weir config</c>: lists, describes and alters settings of topics, brokers, groups, client metrics and loggers.</summary>
internal static class ConfigCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "config",
        "List, describe and alter settings of topics, brokers, groups, client metrics and loggers",
        terminal,
        ConfigListCommand.Build,
        ConfigDescribeCommand.Build,
        ConfigAlterCommand.Build);
}
