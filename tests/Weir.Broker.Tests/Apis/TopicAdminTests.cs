using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class TopicAdminTests
{
    [Fact]
    public async Task A_created_topic_is_answered_with_everything_about_it()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        CreateTopicsResponse.CreatableTopicResult created = await CreateAsync(client, Requests.CreateTopic("t", 3, ("retention.ms", "1000")));

        Assert.Equal((ErrorCode.None, 3, (short)1), (created.ErrorCode, created.NumPartitions, created.ReplicationFactor));
        Assert.NotEqual(Guid.Empty, created.TopicId);
        CreateTopicsResponse.CreatableTopicConfigs retention = created.Configs!.Single(config => config.Name == "retention.ms");
        Assert.Equal(("1000", (sbyte)1), (retention.Value, retention.ConfigSource));
        Assert.All(created.Configs!, config => Assert.InRange(config.ConfigSource, 1, 8));
    }

    [Theory]
    [InlineData("", ErrorCode.InvalidTopicException)]
    [InlineData(".", ErrorCode.InvalidTopicException)]
    [InlineData("..", ErrorCode.InvalidTopicException)]
    [InlineData("no spaces", ErrorCode.InvalidTopicException)]
    [InlineData("no/slash", ErrorCode.InvalidTopicException)]
    [InlineData("a.b", ErrorCode.InvalidTopicException)]
    [InlineData("a_b", ErrorCode.TopicAlreadyExists)]
    public async Task Names_that_cannot_be_taken_are_refused(string name, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("a_b");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(expected, (await CreateAsync(client, Requests.CreateTopic(name))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTopicException, (await CreateAsync(client, Requests.CreateTopic(new string('x', 250)))).ErrorCode);
        Assert.Equal(ErrorCode.None, (await CreateAsync(client, Requests.CreateTopic(new string('x', 249)))).ErrorCode);
    }

    [Fact]
    public async Task A_replication_factor_above_one_is_refused_with_a_way_out()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        CreateTopicsRequest request = Requests.CreateTopic("t");
        request.Topics[0].ReplicationFactor = 3;

        CreateTopicsResponse.CreatableTopicResult refused = await CreateAsync(client, request);

        Assert.Equal(ErrorCode.InvalidReplicationFactor, refused.ErrorCode);
        Assert.Contains("Apache Kafka", refused.ErrorMessage, StringComparison.Ordinal);
        request.Topics[0].ReplicationFactor = -1;
        request.Topics[0].NumPartitions = -1;
        Assert.Equal((ErrorCode.None, 1), ((await CreateAsync(client, request)).ErrorCode, 1));
    }

    [Fact]
    public async Task Each_topic_of_a_request_has_its_own_outcome()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var request = new CreateTopicsRequest
        {
            Topics =
            [
                Requests.CreateTopic("good").Topics[0],
                Requests.CreateTopic("twice").Topics[0],
                Requests.CreateTopic("twice").Topics[0],
                Requests.CreateTopic("none", 0).Topics[0],
                Requests.CreateTopic("config", 1, ("no.such.setting", "1")).Topics[0],
                Requests.CreateTopic("value", 1, ("retention.ms", "soon")).Topics[0],
            ],
        };

        CreateTopicsResponse response = await client.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7);

        Assert.Equal(
            [("good", ErrorCode.None), ("twice", ErrorCode.InvalidRequest), ("none", ErrorCode.InvalidPartitions), ("config", ErrorCode.InvalidConfig), ("value", ErrorCode.InvalidConfig)],
            response.Topics.Select(topic => (topic.Name, topic.ErrorCode)));
        Assert.Equal(1, broker.Server.TopicCount);
    }

    [Fact]
    public async Task Validating_creates_nothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        CreateTopicsRequest request = Requests.CreateTopic("t", 2);
        request.ValidateOnly = true;
        Assert.Equal((ErrorCode.None, 2), ((await CreateAsync(client, request)).ErrorCode, (await CreateAsync(client, request)).NumPartitions));
        Assert.Equal(0, broker.Server.TopicCount);
    }

    [Fact]
    public async Task Topics_are_deleted_by_name_and_by_id_and_come_back_with_another_id()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("a");
        Guid id = await broker.CreateTopicAsync("b");
        using WireClient client = await broker.ConnectAsync();
        var request = new DeleteTopicsRequest { Topics = [new() { Name = "a" }, new() { TopicId = id }, new() { Name = "c" }, new() { TopicId = Guid.NewGuid() }] };

        DeleteTopicsResponse response = await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, 6);

        Assert.Equal(
            [ErrorCode.None, ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicId],
            response.Responses.Select(result => result.ErrorCode));
        Assert.NotEqual(id, await broker.CreateTopicAsync("b"));
        DeleteTopicsResponse old = await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["b"] }, 5);
        Assert.Equal(ErrorCode.None, old.Responses[0].ErrorCode);
    }

    [Fact]
    public async Task Deletion_can_be_disabled()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("delete.topic.enable", "false"));
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        DeleteTopicsResponse response = await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { TopicNames = ["t"] }, 5);
        Assert.Equal(ErrorCode.TopicDeletionDisabled, response.Responses[0].ErrorCode);
    }

    [Theory]
    [InlineData(5, ErrorCode.None, 5)]
    [InlineData(2, ErrorCode.InvalidPartitions, 2)]
    [InlineData(1, ErrorCode.InvalidPartitions, 2)]
    public async Task Topics_only_grow(int count, ErrorCode expected, int partitions)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 2);
        using WireClient client = await broker.ConnectAsync();
        var request = new CreatePartitionsRequest { Topics = [new() { Name = "t", Count = count, Assignments = null }] };

        CreatePartitionsResponse response = await client.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(request, 3);

        Assert.Equal(expected, Assert.Single(response.Results).ErrorCode);
        Assert.True(broker.Server.Services.Topics.TryGet("t", out Topic? topic));
        Assert.Equal(partitions, topic.Partitions.Count);
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a"), partition: partitions - 1), 9);
        Assert.Equal(1, topic.Partitions[partitions - 1].Log.HighWatermark);
    }

    [Fact]
    public async Task Deleting_records_moves_the_log_start_and_holds_after_a_restart()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        await broker.CreateTopicAsync("compacted", 1, ("cleanup.policy", "compact"));
        using (WireClient client = await broker.ConnectAsync())
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a", "b", "c")), 9);
            Assert.Equal((ErrorCode.None, 2L), await DeleteRecordsAsync(client, "t", 2));
            Assert.Equal((ErrorCode.OffsetOutOfRange, -1L), await DeleteRecordsAsync(client, "t", 9));
            Assert.Equal((ErrorCode.PolicyViolation, -1L), await DeleteRecordsAsync(client, "compacted", -1));
        }

        await broker.RestartAsync();

        using WireClient again = await broker.ConnectAsync();
        FetchResponse fetched = await again.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", 0), 11);
        Assert.Equal((ErrorCode.OffsetOutOfRange, -1L), (fetched.Responses[0].Partitions[0].ErrorCode, fetched.Responses[0].Partitions[0].LogStartOffset));
        Assert.Equal((ErrorCode.None, 3L), await DeleteRecordsAsync(again, "t", -1));
    }

    [Fact]
    public async Task A_thousand_topics_of_four_partitions_are_created_listed_and_produced_to()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        for (int hundred = 0; hundred < 10; hundred++)
        {
            var request = new CreateTopicsRequest { Topics = [.. Enumerable.Range(hundred * 100, 100).Select(i => Requests.CreateTopic($"t{i}", 4).Topics[0])] };
            CreateTopicsResponse created = await client.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7);
            Assert.All(created.Topics, topic => Assert.Equal(ErrorCode.None, topic.ErrorCode));
        }

        MetadataResponse listed = await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null }, 13);
        Assert.Equal((1000, 4000), (listed.Topics.Count, listed.Topics.Sum(topic => topic.Partitions.Count)));
        var produce = new ProduceRequest
        {
            Acks = -1,
            TopicData = [.. Enumerable.Range(0, 1000).Select(i => new ProduceRequest.TopicProduceData
            {
                Name = $"t{i}",
                PartitionData = [.. Enumerable.Range(0, 4).Select(p => new ProduceRequest.PartitionProduceData { Index = p, Records = Batches.Of("x") })],
            })],
        };
        ProduceResponse produced = await client.CallAsync<ProduceRequest, ProduceResponse>(produce, 9);
        Assert.All(produced.Responses.SelectMany(topic => topic.PartitionResponses), answer => Assert.Equal((ErrorCode.None, 0L), (answer.ErrorCode, answer.BaseOffset)));
    }

    [Theory]
    [InlineData("t", ErrorCode.TopicAlreadyExists)]
    [InlineData("new", ErrorCode.InvalidConfig)]
    public async Task A_new_topic_is_checked_by_name_then_settings_then_counts(string name, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(expected, (await CreateAsync(client, Requests.CreateTopic(name, 0, ("retention.ms", "soon")))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidPartitions, (await CreateAsync(client, Requests.CreateTopic("other", 0))).ErrorCode);
        CreateTopicsRequest noReplicas = Requests.CreateTopic("other", 0);
        noReplicas.Topics[0].ReplicationFactor = 0;
        Assert.Equal(ErrorCode.InvalidReplicationFactor, (await CreateAsync(client, noReplicas)).ErrorCode);
    }

    [Fact]
    public async Task A_topic_that_is_to_be_deleted_twice_stays()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        DeleteTopicsResponse response = await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new() { TopicNames = ["t", "t"] }, 5);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(response.Responses).ErrorCode);
        Assert.Equal(ErrorCode.TopicAlreadyExists, (await CreateAsync(client, Requests.CreateTopic("t"))).ErrorCode);
    }

    [Fact]
    public async Task A_count_that_is_no_increase_is_refused_before_its_assignment()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        CreatePartitionsResponse response = await client.CallAsync<CreatePartitionsRequest, CreatePartitionsResponse>(
            new() { Topics = [new() { Name = "t", Count = 1, Assignments = [new() { BrokerIds = [9] }] }] }, 3);
        Assert.Equal(ErrorCode.InvalidPartitions, Assert.Single(response.Results).ErrorCode);
    }

    private static async Task<CreateTopicsResponse.CreatableTopicResult> CreateAsync(WireClient client, CreateTopicsRequest request) =>
        Assert.Single((await client.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(request, 7)).Topics);

    private static async Task<(ErrorCode Error, long LowWatermark)> DeleteRecordsAsync(WireClient client, string topic, long offset)
    {
        var request = new DeleteRecordsRequest { Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, Offset = offset }] }] };
        DeleteRecordsResponse response = await client.CallAsync<DeleteRecordsRequest, DeleteRecordsResponse>(request, 2);
        DeleteRecordsResponse.DeleteRecordsPartitionResult result = response.Topics[0].Partitions[0];
        return (result.ErrorCode, result.LowWatermark);
    }
}
