using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class MetadataTests
{
    [Fact]
    public async Task Asking_for_an_unknown_topic_creates_it_when_both_sides_allow_that()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("num.partitions", "3"));
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await AskAsync(client, "t", allowCreation: false)).ErrorCode);
        MetadataResponse.MetadataResponseTopic created = await AskAsync(client, "t", allowCreation: true);
        MetadataResponse.MetadataResponseTopic illegal = await AskAsync(client, "not legal", allowCreation: true);

        Assert.Equal((ErrorCode.None, 3), (created.ErrorCode, created.Partitions.Count));
        Assert.All(created.Partitions, partition => Assert.Equal((1, 0), (partition.LeaderId, partition.LeaderEpoch)));
        Assert.Equal(ErrorCode.InvalidTopicException, illegal.ErrorCode);
    }

    [Fact]
    public async Task Auto_creation_can_be_turned_off()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("auto.create.topics.enable", "false"));
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await AskAsync(client, "t", allowCreation: true)).ErrorCode);
    }

    [Fact]
    public async Task A_new_directory_belongs_to_the_node_that_is_set()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("node.id", "0"));
        using WireClient client = await broker.ConnectAsync();
        MetadataResponse response = await client.CallAsync<MetadataRequest, MetadataResponse>(new(), 9);
        Assert.Equal((0, 0), (response.ControllerId, Assert.Single(response.Brokers).NodeId));
        Assert.Equal(0, Assert.Single((await AskAsync(client, "t", allowCreation: true)).Partitions).LeaderId);
    }

    [Fact]
    public async Task No_list_is_all_topics_and_an_empty_one_is_all_only_in_v0()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("b");
        await broker.CreateTopicAsync("a");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(["a", "b"], await NamesAsync(client, null, 1));
        Assert.Equal(["a", "b"], await NamesAsync(client, [], 0));
        Assert.Empty(await NamesAsync(client, [], 1));
    }

    [Fact]
    public async Task Topics_are_found_by_id()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        var request = new MetadataRequest { Topics = [new() { Name = null, TopicId = id }, new() { Name = null, TopicId = Guid.NewGuid() }] };

        MetadataResponse response = await client.CallAsync<MetadataRequest, MetadataResponse>(request, 12);

        Assert.Equal([("t", ErrorCode.None), (null, ErrorCode.UnknownTopicId)], response.Topics.Select(topic => (topic.Name, topic.ErrorCode)));
    }

    [Fact]
    public async Task Every_version_tells_where_the_broker_is()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        for (short version = 0; version <= 13; version++)
        {
            MetadataResponse response = await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = [new() { Name = "t" }] }, version);
            MetadataResponse.MetadataResponseBroker node = Assert.Single(response.Brokers);
            Assert.Equal((1, broker.Server.AdvertisedEndpoint), (node.NodeId, new BrokerEndpoint(node.Host, node.Port)));
            Assert.Equal([1], response.Topics[0].Partitions[0].IsrNodes);
        }
    }

    [Fact]
    public async Task Authorized_operations_are_told_when_asked_for()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        var request = new MetadataRequest { Topics = null, IncludeTopicAuthorizedOperations = true, IncludeClusterAuthorizedOperations = true };
        MetadataResponse asked = await client.CallAsync<MetadataRequest, MetadataResponse>(request, 9);
        MetadataResponse notAsked = await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null }, 9);
        Assert.Equal((AuthorizedOperations.AllOnCluster, AuthorizedOperations.AllOnTopic), (asked.ClusterAuthorizedOperations, asked.Topics[0].TopicAuthorizedOperations));
        Assert.Equal((int.MinValue, int.MinValue), (notAsked.ClusterAuthorizedOperations, notAsked.Topics[0].TopicAuthorizedOperations));
    }

    [Fact]
    public async Task Describe_cluster_answers_for_brokers_only()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        DescribeClusterResponse brokers = await client.CallAsync<DescribeClusterRequest, DescribeClusterResponse>(new DescribeClusterRequest(), 1);
        DescribeClusterResponse controllers = await client.CallAsync<DescribeClusterRequest, DescribeClusterResponse>(new DescribeClusterRequest { EndpointType = 2 }, 1);
        Assert.Equal((broker.Server.ClusterId, 1), (brokers.ClusterId, Assert.Single(brokers.Brokers).BrokerId));
        Assert.Equal(ErrorCode.MismatchedEndpointType, controllers.ErrorCode);
    }

    [Fact]
    public async Task Describe_topic_partitions_pages_through_all_partitions()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("b", 5);
        await broker.CreateTopicAsync("a", 3);
        using WireClient client = await broker.ConnectAsync();
        var seen = new List<(string?, int)>();
        DescribeTopicPartitionsRequest request = new() { ResponsePartitionLimit = 2 };
        while (true)
        {
            DescribeTopicPartitionsResponse page = await client.CallAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(request, 0);
            seen.AddRange(page.Topics.SelectMany(topic => topic.Partitions.Select(partition => (topic.Name, partition.PartitionIndex))));
            Assert.All(page.Topics.SelectMany(topic => topic.Partitions), partition => Assert.NotNull(partition.EligibleLeaderReplicas));
            if (page.NextCursor is not { } next)
            {
                break;
            }

            request.Cursor = new() { TopicName = next.TopicName, PartitionIndex = next.PartitionIndex };
        }

        Assert.Equal([("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1), ("b", 2), ("b", 3), ("b", 4)], seen);
    }

    [Fact]
    public async Task A_cursor_that_is_not_among_the_topics_is_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("a");
        using WireClient client = await broker.ConnectAsync();
        foreach ((string topic, int partition) in new[] { ("b", 0), ("a", -1) })
        {
            DescribeTopicPartitionsResponse response = await client.CallAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
                new() { Topics = [new() { Name = "a" }], Cursor = new() { TopicName = topic, PartitionIndex = partition } }, 0);
            Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(response.Topics).ErrorCode);
        }
    }

    [Fact]
    public async Task A_topic_is_described_once_and_by_id_when_any_is()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("a");
        await broker.CreateTopicAsync("b");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(["a"], await NamesAsync(client, [new() { Name = "a" }, new() { Name = "a" }], 12));
        Assert.Equal(["a"], await NamesAsync(client, [new() { Name = null, TopicId = id }, new() { Name = "b" }], 12));
        MetadataResponse tooEarly = await client.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [new() { Name = "a", TopicId = id }] }, 11);
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Single(tooEarly.Topics).ErrorCode);
    }

    private static async Task<MetadataResponse.MetadataResponseTopic> AskAsync(WireClient client, string topic, bool allowCreation)
    {
        var request = new MetadataRequest { Topics = [new() { Name = topic }], AllowAutoTopicCreation = allowCreation };
        return Assert.Single((await client.CallAsync<MetadataRequest, MetadataResponse>(request, 12)).Topics);
    }

    private static async Task<IEnumerable<string?>> NamesAsync(WireClient client, List<MetadataRequest.MetadataRequestTopic>? topics, short version) =>
        (await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = topics }, version)).Topics.Select(topic => topic.Name);
}
