using System.CommandLine;
using Weir.Output;

namespace Weir.Cluster;

/// <summary>A command whose branches all talk to a cluster, and share the options that say which.</summary>
internal static class ClusterCommand
{
    public static Command Build(string name, string description, Terminal terminal, params ReadOnlySpan<Func<ClusterOptions, Terminal, Command>> branches)
    {
        var cluster = new ClusterOptions();
        var command = new Command(name, description);
        foreach (Func<ClusterOptions, Terminal, Command> build in branches)
        {
            command.Subcommands.Add(build(cluster, terminal));
        }

        cluster.AddTo(command);
        return command;
    }
}
