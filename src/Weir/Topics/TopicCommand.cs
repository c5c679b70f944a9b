using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Topics;

/// <summary><c>weir topic</c>: creates, lists, describes, alters and deletes topics.</summary>
internal static class TopicCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "topic",
        "Create, list, describe, alter and delete topics",
        terminal,
        TopicCreateCommand.Build,
        TopicListCommand.Build,
        TopicDescribeCommand.Build,
        TopicAlterCommand.Build,
        TopicDeleteCommand.Build);
}
