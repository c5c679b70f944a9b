using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Topics;

/// <summary><c>weir topic list</c>.</summary>
internal static class TopicListCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var isInternal = new Option<bool>("--internal") { Description = "Also the topics that brokers keep for themselves" };
        var json = JsonOutput.Option();
        var command = new Command("list", "List topics") { isInternal, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var topics = await admin.ListTopicsAsync(parsed.GetValue(isInternal), cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(
                    terminal,
                    [.. topics.Select(topic => new TopicSummaryJson(topic.Name, topic.PartitionCount, topic.IsInternal))],
                    OutputJson.Relaxed.TopicSummaryJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable("TOPIC", OutputColumn.Number("PARTITIONS"));
            foreach (var topic in topics)
            {
                table.Add(topic.Name, topic.PartitionCount.ToString(CultureInfo.InvariantCulture));
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }
}
