using Weir.Compat.Tests.Harness;
using Weir.Compat.Tests.Streams;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's StreamsGroupCommand through the life of a streams group (KIP-1071), and its own word count.</summary>
public sealed class StreamsToolTests(CompatEnvironment environment, StreamsBroker broker) : IClassFixture<StreamsBroker>
{
    private const string Groups = "streams.StreamsGroupCommand";

    [CompatFact]
    public async Task StreamsGroupCommand_shows_moves_and_deletes_a_group()
    {
        var bootstrap = await broker.BootstrapAsync();
        var tool = new ToolRunner(environment.Tools, bootstrap);
        await using var words = new Words(bootstrap, environment.Unique("tool-streams"));
        await words.CreateAsync();
        await words.BePatientAsync();
        await words.WriteAsync(lines: 40);
        var (group, input) = (words.Application, words.Input);
        await using (var app = await WordCountInstance.StartAsync(words, "streams", "at_least_once"))
        {
            await words.AssertCountedAsync();
            Assert.Matches($@"{group}\s+Stable", await tool.RunAsync(Groups, "--list --state"));
            Assert.Matches($@"{group}\s+Streams\s", await tool.RunAsync("GroupsCommand", "--list"));
            Assert.Matches($@"{group}\s+.*Stable\s+1", await tool.RunAsync(Groups, $"--describe --state --group {group}"));
            string members = await tool.RunAsync(Groups, $"--describe --members --group {group}");
            Assert.Matches(@"ACTIVE:\s*0:\[0,1,2,3\];\s*1:\[0,1,2,3\]", members);
            Assert.Matches($@"{group}\s+{input}\s+3\s+\d+\b", await tool.RunAsync(Groups, $"--describe --offsets --group {group}"));
            Assert.Contains(
                "can only be reset if the group",
                await OutputOfFailureAsync(tool, $"--reset-offsets --to-earliest --execute --group {group} --input-topic {input}"),
                StringComparison.Ordinal);
            await app.CloseAsync();
        }

        Assert.Matches($@"{group}\s+{input}\s+0\s+0\b", await tool.RunAsync(Groups, $"--reset-offsets --to-earliest --execute --group {group} --input-topic {input}"));
        await tool.RunAsync(Groups, $"--delete --group {group}");
        Assert.DoesNotContain(group, await tool.RunAsync(Groups, "--list"), StringComparison.Ordinal);
    }

    [CompatFact]
    public async Task WordCountDemo_counts_with_the_streams_protocol()
    {
        await Toolbox.JavaAsync();
        var tool = new ToolRunner(environment.Tools, await broker.BootstrapAsync());
        await tool.RunAsync("TopicCommand", "--create --topic streams-plaintext-input --partitions 2");
        await tool.RunAsync("TopicCommand", "--create --topic streams-wordcount-output --partitions 1");
        await tool.RunAsync("ConsoleProducer", "--topic streams-plaintext-input", "all streams lead to kafka\nhello kafka streams\n");
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(
            folder.File("demo.properties"),
            [$"bootstrap.servers={await broker.BootstrapAsync()}", "group.protocol=streams", "commit.interval.ms=100", $"state.dir={folder.File("state")}"],
            TestContext.Current.CancellationToken);
        await using var demo = Conversation.Start("java", [.. JavaTools.Options, "org.apache.kafka.streams.examples.wordcount.WordCountDemo", folder.File("demo.properties")]);

        string counted = await tool.RunAsync(
            "consumer.ConsoleConsumer",
            "--topic streams-wordcount-output --from-beginning --max-messages 8 --timeout-ms 100000 --formatter-property print.key=true "
            + "--formatter-property value.deserializer=org.apache.kafka.common.serialization.LongDeserializer");
        Assert.Equal(["all\t1", "hello\t1", "kafka\t1", "kafka\t2", "lead\t1", "streams\t1", "streams\t2", "to\t1"], counted.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static async Task<string> OutputOfFailureAsync(ToolRunner tool, string arguments)
    {
        ProcessResult result = await tool.TryAsync(Groups, arguments);
        return result.Output + result.Error;
    }
}
