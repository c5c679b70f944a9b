using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;
using Weir.Protocol;

namespace Weir.Topics;

/// <summary><c>weir topic create NAME</c>.</summary>
internal static class TopicCreateCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-'" };
        var partitions = new Option<int>("--partitions") { Description = "Number of partitions; the broker's default when left out", HelpName = "N", DefaultValueFactory = _ => -1 };
        var replication = new Option<int>("--replication-factor") { Description = "Copies of each partition; the broker's default when left out", HelpName = "R", DefaultValueFactory = _ => -1 };
        var lenient = new Option<bool>("--if-not-exists") { Description = "Succeed when the topic is there already" };
        partitions.Validators.Add(result => Require.Range(result, partitions, 1, int.MaxValue));
        replication.Validators.Add(result => Require.Range(result, replication, 1, short.MaxValue));
        var settings = new TopicSettings();
        var command = new Command("create", "Create a topic") { name, partitions, replication, lenient };
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var topic = new NewTopic(parsed.GetValue(name)!, parsed.GetValue(partitions), (short)parsed.GetValue(replication))
            {
                Configs = settings.Read(parsed),
            };
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            try
            {
                await admin.CreateTopicAsync(topic, cancellation);
                terminal.Out.WriteLine($"Created topic {topic.Name}.");
            }
            catch (KafkaException error) when (error.ErrorCode == ErrorCode.TopicAlreadyExists && parsed.GetValue(lenient))
            {
                terminal.Out.WriteLine($"Topic {topic.Name} exists.");
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
