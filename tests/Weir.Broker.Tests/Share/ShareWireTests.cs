using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Share;

/// <summary>Share groups through the broker's own doors.</summary>
public sealed class ShareWireTests
{
    private const string Group = "g";
    private const string Earliest = "earliest";

    [Fact]
    public async Task Restart_keeps_what_was_acknowledged_and_how_often_the_rest_was_delivered()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t");
        using (WireClient client = await broker.ConnectAsync())
        {
            await ConfigureAsync(client, ("share.auto.offset.reset", Earliest));
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0", "1", "2", "3")), 9);
            await JoinAsync(client, "m");
            Assert.Equal("0-3x1", Acquired(await FetchAsync(client, topic, "m", 0)));
            await FetchAsync(client, topic, "m", 1, acknowledgements: [(0, 0, 1), (2, 2, 1), (1, 1, 2)]);
            await FetchAsync(client, topic, "m", -1);
        }

        await broker.RestartAsync();
        using WireClient again = await broker.ConnectAsync();
        Assert.Equal("1-1x2 3-3x2", Acquired(await FetchAsync(again, topic, "m", 0)));
    }

    [Fact]
    public async Task Fetch_waits_for_records_that_another_member_releases()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t");
        using WireClient one = await broker.ConnectAsync();
        using WireClient two = await broker.ConnectAsync();
        await ConfigureAsync(one, ("share.auto.offset.reset", Earliest));
        await one.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0")), 9);
        await JoinAsync(one, "a");
        await JoinAsync(two, "b");
        Assert.Equal("0-0x1", Acquired(await FetchAsync(one, topic, "a", 0)));

        Task<ShareFetchResponse> waiting = FetchAsync(two, topic, "b", 0, maxWaitMs: 60_000);
        await FetchAsync(one, topic, "a", 1, maxWaitMs: 0, acknowledgements: (0, 0, 2));
        Assert.Equal("0-0x2", Acquired(await waiting));
    }

    [Fact]
    public async Task Fetch_of_no_bytes_acquires_nothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await ConfigureAsync(client, ("share.auto.offset.reset", Earliest));
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0")), 9);
        await JoinAsync(client, "a");

        Assert.Equal("", Acquired(await FetchAsync(client, topic, "a", 0, maxWaitMs: 10, maxBytes: 0)));
        Assert.Equal("0-0x1", Acquired(await FetchAsync(client, topic, "a", 1)));
    }

    [Fact]
    public async Task Partition_that_is_new_in_a_session_is_told_of_once_when_something_is_fetched()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t", 2);
        using WireClient client = await broker.ConnectAsync();
        await JoinAsync(client, "a");

        Assert.Equal("", await ToldAsync(epoch: 0, partitions: 1, maxBytes: 0));
        Assert.Equal("0", await ToldAsync(epoch: 1, partitions: 1));
        Assert.Equal("1", await ToldAsync(epoch: 2, partitions: 2));
        Assert.Equal("", await ToldAsync(epoch: 3, partitions: 2));

        async Task<string> ToldAsync(int epoch, int partitions, int maxBytes = 1 << 20)
        {
            ShareFetchResponse response = await FetchAsync(client, topic, "a", epoch, maxWaitMs: 0, maxBytes, partitions);
            Assert.Equal(ErrorCode.None, response.ErrorCode);
            return string.Join(' ', response.Responses.SelectMany(told => told.Partitions).Select(data => data.PartitionIndex));
        }
    }

    [Fact]
    public async Task Fetch_that_begins_share_partitions_is_answered_with_one_of_them_as_in_Kafka()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t", 2);
        using WireClient client = await broker.ConnectAsync();
        await ConfigureAsync(client, ("share.auto.offset.reset", Earliest));
        await ProduceAsync("0", "1");
        await JoinAsync(client, "m");

        Assert.Equal("0-1x1", Acquired(await FetchAsync(client, topic, "m", 0, partitions: 2)));
        Assert.Equal("0-1x1", Acquired(await FetchAsync(client, topic, "m", 1)));
        await ProduceAsync("2");
        Assert.Equal("2-2x1 2-2x1", Acquired(await FetchAsync(client, topic, "m", 2)));

        async Task ProduceAsync(params string[] values)
        {
            foreach (int partition in new[] { 0, 1 })
            {
                await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of(values), partition: partition), 9);
            }
        }
    }

    [Fact]
    public async Task Connection_that_ends_releases_what_its_member_had_acquired()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t");
        using WireClient two = await broker.ConnectAsync();
        await ConfigureAsync(two, ("share.auto.offset.reset", Earliest));
        await two.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0")), 9);
        using (WireClient one = await broker.ConnectAsync())
        {
            await JoinAsync(one, "a");
            Assert.Equal("0-0x1", Acquired(await FetchAsync(one, topic, "a", 0)));
        }

        Assert.Equal("0-0x2", Acquired(await FetchAsync(two, topic, "b", 0, maxWaitMs: 60_000)));
    }

    [Fact]
    public async Task Aborted_records_are_not_delivered_where_only_committed_ones_are_read()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid topic = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await ConfigureAsync(client, ("share.auto.offset.reset", Earliest), ("share.isolation.level", "read_committed"));
        foreach (bool isCommit in new[] { false, true })
        {
            InitProducerIdResponse producer = await client.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
                new() { TransactionalId = "x", TransactionTimeoutMs = 60_000, ProducerId = -1, ProducerEpoch = -1 }, 4);
            await client.CallAsync<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>(
                new()
                {
                    V3AndBelowTransactionalId = "x",
                    V3AndBelowProducerId = producer.ProducerId,
                    V3AndBelowProducerEpoch = producer.ProducerEpoch,
                    V3AndBelowTopics = [new() { Name = "t", Partitions = [0] }],
                },
                3);
            ProduceRequest produce = Requests.Produce("t", Batches.Build(
                batch => (batch.ProducerId, batch.ProducerEpoch, batch.BaseSequence, batch.IsTransactional) = (producer.ProducerId, producer.ProducerEpoch, 0, true), "a", "b"));
            produce.TransactionalId = "x";
            ProduceResponse produced = await client.CallAsync<ProduceRequest, ProduceResponse>(produce, 9);
            Assert.Equal(ErrorCode.None, produced.Responses[0].PartitionResponses[0].ErrorCode);
            await client.CallAsync<EndTxnRequest, EndTxnResponse>(
                new() { TransactionalId = "x", ProducerId = producer.ProducerId, ProducerEpoch = producer.ProducerEpoch, Committed = isCommit }, 3);
        }

        await JoinAsync(client, "m");
        Assert.Equal("3-4x1", Acquired(await FetchAsync(client, topic, "m", 0, maxWaitMs: 60_000)));
    }

    [Fact]
    public async Task Sessions_beyond_the_limit_are_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: [("group.share.max.share.sessions", "1"), ("group.share.max.size", "1")]);
        Guid topic = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await JoinAsync(client, "a");
        await FetchAsync(client, topic, "a", 0, maxWaitMs: 0);

        Assert.Equal(ErrorCode.ShareSessionLimitReached, (await FetchAsync(client, topic, "b", 0)).ErrorCode);
        Assert.Equal(ErrorCode.None, (await FetchAsync(client, topic, "a", -1)).ErrorCode);
        Assert.Equal(ErrorCode.None, (await FetchAsync(client, topic, "b", 0, maxWaitMs: 0)).ErrorCode);
    }

    [Fact]
    public async Task Topic_made_anew_begins_anew()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid first = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await ConfigureAsync(client, ("share.auto.offset.reset", Earliest), ("share.assignment.interval.ms", "0"));
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0")), 9);
        await JoinAsync(client, "m");
        await FetchAsync(client, first, "m", 0);
        await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new() { Topics = [new() { Name = "t" }], TimeoutMs = 10_000 }, 6);
        Guid second = await broker.CreateTopicAsync("t");
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0", "1")), 9);

        await JoinAsync(client, "m");
        ShareFetchResponse fetched = await FetchAsync(client, second, "m", 0);
        Assert.Equal("0-1x1", Acquired(fetched));
        Assert.Equal(ErrorCode.UnknownTopicId, (await FetchAsync(client, first, "m", 1)).Responses.Single(topic => topic.TopicId == first).Partitions.Single().ErrorCode);
    }

    private static async Task ConfigureAsync(WireClient client, params (string Name, string Value)[] settings)
    {
        IncrementalAlterConfigsResponse altered = await client.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new()
            {
                Resources =
                [
                    new()
                    {
                        ResourceType = 32,
                        ResourceName = Group,
                        Configs = [.. settings.Select(setting => new IncrementalAlterConfigsRequest.AlterableConfig { Name = setting.Name, Value = setting.Value })],
                    },
                ],
            },
            1);
        Assert.Equal(ErrorCode.None, altered.Responses.Single().ErrorCode);
    }

    private static async Task JoinAsync(WireClient client, string member)
    {
        ShareGroupHeartbeatResponse joined = await client.CallAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(
            new() { GroupId = Group, MemberId = member, SubscribedTopicNames = ["t"] }, 1);
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
    }

    private static Task<ShareFetchResponse> FetchAsync(
        WireClient client, Guid topic, string member, int epoch, int maxWaitMs = 10_000, int maxBytes = 1 << 20, int partitions = 1, params (long First, long Last, sbyte Type)[] acknowledgements) =>
        client.CallAsync<ShareFetchRequest, ShareFetchResponse>(
            new()
            {
                GroupId = Group,
                MemberId = member,
                ShareSessionEpoch = epoch,
                MaxWaitMs = acknowledgements.Length > 0 ? 0 : maxWaitMs,
                MinBytes = 1,
                MaxBytes = maxBytes,
                MaxRecords = acknowledgements.Length > 0 ? 0 : 100,
                BatchSize = 100,
                Topics = [new()
                {
                    TopicId = topic,
                    Partitions = [.. Enumerable.Range(0, partitions).Select(partition => new ShareFetchRequest.FetchPartition
                    {
                        PartitionIndex = partition,
                        AcknowledgementBatches =
                        [
                            .. acknowledgements.OrderBy(given => given.First).Select(given => new ShareFetchRequest.AcknowledgementBatch
                            {
                                FirstOffset = given.First, LastOffset = given.Last, AcknowledgeTypes = [given.Type],
                            }),
                        ],
                    })],
                }],
            },
            2);

    private static string Acquired(ShareFetchResponse response)
    {
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return string.Join(' ', response.Responses.SelectMany(topic => topic.Partitions).SelectMany(data => data.AcquiredRecords)
            .Select(range => $"{range.FirstOffset}-{range.LastOffset}x{range.DeliveryCount}"));
    }
}
