using System.CommandLine;
using System.Globalization;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;
using Weir.Protocol;

namespace Weir.Topics;

/// <summary><c>weir topic describe NAME...</c>: partitions with their offsets, and settings.</summary>
internal static class TopicDescribeCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var names = new Argument<string[]>("name") { Description = "Topics to describe", Arity = ArgumentArity.OneOrMore };
        var all = new Option<bool>("--all-configs") { Description = "Also the settings that have their default" };
        var json = JsonOutput.Option();
        var command = new Command("describe", "Show partitions, offsets and settings of topics") { names, all, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var topic in await admin.DescribeTopicsAsync(parsed.GetValue(names)!, cancellation))
            {
                var details = await ReadAsync(admin, topic, parsed.GetValue(all), cancellation);
                if (parsed.GetValue(json))
                {
                    JsonOutput.WriteLine(terminal, details, OutputJson.Relaxed.TopicJson);
                }
                else
                {
                    Write(details, terminal);
                }
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<TopicJson> ReadAsync(AdminClient admin, TopicDescription topic, bool all, CancellationToken cancellation)
    {
        // A partition without a leader has no offsets to ask for.
        var led = topic.Partitions.Where(p => p.LeaderId >= 0).Select(p => new TopicPartition(topic.Name, p.Partition)).ToList();
        var starts = await PartitionOffsets.ListAsync(admin, led, OffsetSpec.Earliest, cancellation);
        var ends = await PartitionOffsets.ListAsync(admin, led, OffsetSpec.Latest, cancellation);
        var settings = await admin.DescribeConfigsAsync(ConfigResource.Topic(topic.Name), cancellation);
        return new TopicJson(
            topic.Name,
            topic.TopicId == Guid.Empty ? null : KafkaUuid.Format(topic.TopicId),
            [
                .. topic.Partitions.Select(p => new PartitionJson(
                    p.Partition,
                    p.LeaderId,
                    p.Replicas,
                    p.InSyncReplicas,
                    starts.TryGetValue(new TopicPartition(topic.Name, p.Partition), out var start) ? start : null,
                    ends.TryGetValue(new TopicPartition(topic.Name, p.Partition), out var end) ? end : null)),
            ],
            settings.Where(entry => all || entry.Source == ConfigSource.DynamicTopic)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ToDictionary(entry => entry.Name, entry => entry.Value));
    }

    private static void Write(TopicJson topic, Terminal terminal)
    {
        terminal.Out.WriteLine(topic.Id is null ? $"Topic {topic.Name}" : $"Topic {topic.Name} (id {topic.Id})");
        foreach (var (key, value) in topic.Configs)
        {
            terminal.Out.WriteLine($"  {key}={value}");
        }
        var table = new OutputTable(
            OutputColumn.Number("PARTITION"), OutputColumn.Number("LEADER"), "REPLICAS", "IN SYNC",
            OutputColumn.Number("FIRST OFFSET"), OutputColumn.Number("END OFFSET"));
        foreach (var partition in topic.Partitions)
        {
            table.Add(
                Text(partition.Partition), partition.Leader < 0 ? "none" : Text(partition.Leader), string.Join(',', partition.Replicas),
                string.Join(',', partition.InSync), Text(partition.FirstOffset), Text(partition.EndOffset));
        }
        table.WriteTo(terminal);
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
