using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Groups;

/// <summary>Consumers of different libraries share one group: each partition has one owner, and nothing is read twice or left out.</summary>
public sealed class MixedGroupTests(CompatEnvironment environment)
{
    [CompatTheory]
    [InlineData("java", "confluent-kafka", "range")]
    [InlineData("confluent-kafka", "kafka-python", "range")]
    [InlineData("kafka-python", "aiokafka", "range")]
    [InlineData("aiokafka", "kafkajs", "range")]
    [InlineData("kafkajs", "java", "range")]
    [InlineData("weir", "java", "range")]
    [InlineData("confluent-kafka", "weir", "range")]
    [InlineData("weir", "kafkajs", "range")]
    [InlineData("java", "confluent-kafka", "cooperative-sticky")]
    [InlineData("weir", "java", "cooperative-sticky")]
    [InlineData("java", "confluent-kafka", "consumer")]
    [InlineData("confluent-kafka", "java", "consumer")]
    [InlineData("weir", "java", "consumer")]
    [InlineData("confluent-kafka", "weir", "consumer")]
    [InlineData("weir", "weir", "consumer")]
    public Task Group_of_two_libraries_shares_partitions_and_resumes_at_the_commits(string first, string second, string assignor) =>
        ShareAsync(first, assignor, second, assignor);

    /// <summary>A group changes its protocol while its members go on: from classic to KIP-848 with the first that speaks it, and back with the last.</summary>
    [CompatTheory]
    [InlineData("java", "cooperative-sticky", "java", "consumer")]
    [InlineData("java", "consumer", "java", "cooperative-sticky")]
    [InlineData("confluent-kafka", "range", "java", "consumer")]
    [InlineData("confluent-kafka", "consumer", "kafka-python", "range")]
    [InlineData("weir", "cooperative-sticky", "weir", "consumer")]
    [InlineData("weir", "consumer", "weir", "range")]
    public Task Group_of_two_protocols_shares_partitions(string first, string firstProtocol, string second, string secondProtocol) =>
        ShareAsync(first, firstProtocol, second, secondProtocol);

    private async Task ShareAsync(string first, string firstAssignor, string second, string secondAssignor)
    {
        var bootstrap = await environment.BootstrapAsync();
        var (topicName, group) = (environment.Unique("shared-topic"), environment.Unique("shared-group"));
        var topic = new GroupTopic(environment, topicName);
        var written = await topic.ProduceAsync(recordsEach: 5);

        await using var a = await GroupMember.JoinAsync(first, bootstrap, topicName, group, firstAssignor);
        await a.UntilAsync("the whole topic", m => m.Owned.Count == GroupTopic.Partitions && m.Read.Count == written.Count);
        await using var b = await GroupMember.JoinAsync(second, bootstrap, topicName, group, secondAssignor);
        await b.UntilAsync("half of the partitions", m => m.Owned.Count == 2);
        await a.UntilAsync("giving up half", m => m.Owned.Count == 2);
        Assert.Empty(a.Owned.Intersect(b.Owned));

        var more = await topic.ProduceAsync(recordsEach: 5);
        written.AddRange(more);
        await a.UntilAsync("its half of the new records", m => m.Read.Count == written.Count - (more.Count / 2));
        await b.UntilAsync("its half of the new records", m => m.Read.Count == more.Count / 2);
        await b.LeaveAsync();
        await a.UntilAsync("the other's partitions", m => m.Owned.Count == GroupTopic.Partitions);
        await a.LeaveAsync();
        Assert.Equal(written.Order(), a.Read.Concat(b.Read).Order());

        var last = await topic.ProduceAsync(recordsEach: 2);
        await using var c = await GroupMember.JoinAsync(second, bootstrap, topicName, group, secondAssignor);
        await c.UntilAsync("the records after the commits", m => m.Read.Count >= last.Count);
        await c.LeaveAsync();
        Assert.Equal(last.Order(), c.Read.Order());
    }

    [CompatFact]
    public async Task Kcat_in_a_group_resumes_where_it_left()
    {
        Prerequisite.Command("kcat");
        var bootstrap = await environment.BootstrapAsync();
        var (topicName, group) = (environment.Unique("kcat-topic"), environment.Unique("kcat-group"));
        var topic = new GroupTopic(environment, topicName);

        var first = await topic.ProduceAsync(recordsEach: 3);
        Assert.Equal(first.Order(), await ReadAsync());
        var second = await topic.ProduceAsync(recordsEach: 2);
        Assert.Equal(second.Order(), await ReadAsync());

        async Task<IEnumerable<string>> ReadAsync()
        {
            string[] arguments = ["-b", bootstrap, "-G", group, "-e", "-q", "-X", "auto.offset.reset=earliest", topicName];
            var result = (await ForeignProcess.RunAsync("kcat", arguments)).Succeeded();
            return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order();
        }
    }
}
