using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Topics;

/// <summary><c>weir topic</c>: creates, lists, describes, alters and deletes topics.</summary>
internal static class TopicCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var command = new Command("topic", "Create, list, describe, alter and delete topics")
        {
            TopicCreateCommand.Build(cluster, terminal),
            TopicListCommand.Build(cluster, terminal),
            TopicDescribeCommand.Build(cluster, terminal),
            TopicAlterCommand.Build(cluster, terminal),
            TopicDeleteCommand.Build(cluster, terminal),
        };
        cluster.AddTo(command);
        return command;
    }
}
