using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class FetchTests
{
    [Fact]
    public async Task A_fetch_from_within_a_batch_returns_the_whole_batch()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await ProducedAsync(broker, ["a", "b", "c"], ["d"]);
        FetchResponse.PartitionData data = await FetchAsync(client, Requests.Fetch("t", 2));
        Assert.Equal([(0, "a"), (1, "b"), (2, "c"), (3, "d")], Batches.Read(data.Records));
        Assert.Equal((4, 4, 0), (data.HighWatermark, data.LastStableOffset, data.LogStartOffset));
        Assert.Null(data.AbortedTransactions);
        Assert.Equal(-1, data.PreferredReadReplica);
    }

    [Fact]
    public async Task The_first_batch_comes_whole_although_it_is_above_the_limits()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await ProducedAsync(broker, [new string('x', 5000)], ["second"]);
        FetchRequest request = Requests.Fetch("t", 0);
        request.MaxBytes = 10;
        request.Topics[0].Partitions[0].PartitionMaxBytes = 10;
        Assert.Equal(5000, Assert.Single(Batches.Read((await FetchAsync(client, request)).Records)).Value.Length);
    }

    [Fact]
    public async Task The_end_of_the_log_is_empty_and_beyond_it_is_out_of_range()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await ProducedAsync(broker, ["a"]);
        FetchResponse.PartitionData atEnd = await FetchAsync(client, Requests.Fetch("t", 1));
        Assert.Equal((ErrorCode.None, 0), (atEnd.ErrorCode, atEnd.Records!.Value.Length));
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await FetchAsync(client, Requests.Fetch("t", 2))).ErrorCode);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await FetchAsync(client, Requests.Fetch("t", -5))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await FetchAsync(client, Requests.Fetch("missing", 0))).ErrorCode);
    }

    [Theory]
    [InlineData(1, ErrorCode.UnknownLeaderEpoch)]
    [InlineData(0, ErrorCode.None)]
    [InlineData(-1, ErrorCode.None)]
    public async Task The_leader_epoch_of_the_client_is_checked(int epoch, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await ProducedAsync(broker, ["a"]);
        FetchRequest request = Requests.Fetch("t", 0);
        request.Topics[0].Partitions[0].CurrentLeaderEpoch = epoch;
        Assert.Equal(expected, (await FetchAsync(client, request)).ErrorCode);
    }

    [Fact]
    public async Task A_long_poll_is_answered_by_the_append_it_waits_for()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient producer = await ProducedAsync(broker);
        using WireClient consumer = await broker.ConnectAsync();
        int id = await consumer.SendAsync(Requests.Fetch("t", 0, maxWaitMs: 300_000), 11);
        await WaitUntilAsync(() => Waiters(broker) == 1);
        Assert.False(consumer.HasResponse);

        await producer.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a")), 9);

        FetchResponse response = await consumer.ReceiveAsync<FetchResponse>(11, id);
        Assert.Equal([(0, "a")], Batches.Read(response.Responses[0].Partitions[0].Records));
        Assert.Equal(0, Waiters(broker));
    }

    [Fact]
    public async Task A_long_poll_waits_for_min_bytes_over_all_partitions()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("two", partitions: 2);
        using WireClient producer = await broker.ConnectAsync();
        using WireClient consumer = await broker.ConnectAsync();
        FetchRequest request = Requests.Fetch("two", 0, maxWaitMs: 300_000, minBytes: 1500);
        request.Topics[0].Partitions.Add(Requests.FetchPartition(0, partition: 1));
        int id = await consumer.SendAsync(request, 11);
        await producer.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("two", Batches.Of(new string('x', 1000))), 9);
        await WaitUntilAsync(() => broker.Server.Services.Topics.TryGetPartition("two", 0, out Partition? first) && first.WaiterCount == 1);
        Assert.False(consumer.HasResponse);

        await producer.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("two", Batches.Of(new string('y', 1000)), partition: 1), 9);

        FetchResponse response = await consumer.ReceiveAsync<FetchResponse>(11, id);
        Assert.All(response.Responses[0].Partitions, data => Assert.Single(Batches.Read(data.Records)));
    }

    [Fact]
    public async Task A_long_poll_ends_when_its_time_is_up()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        using WireClient client = await ProducedAsync(broker);
        int id = await client.SendAsync(Requests.Fetch("t", 0, maxWaitMs: 500), 11);
        await WaitUntilAsync(() => Waiters(broker) == 1);

        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(client.HasResponse);
        time.Advance(TimeSpan.FromMilliseconds(1));

        FetchResponse response = await client.ReceiveAsync<FetchResponse>(11, id);
        Assert.Equal(0, response.Responses[0].Partitions[0].Records!.Value.Length);
    }

    [Fact]
    public async Task A_long_poll_ends_when_its_topic_is_deleted()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient admin = await ProducedAsync(broker);
        using WireClient consumer = await broker.ConnectAsync();
        int id = await consumer.SendAsync(Requests.Fetch("t", 0, maxWaitMs: 300_000), 11);
        await WaitUntilAsync(() => Waiters(broker) == 1);

        await admin.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { Topics = [new() { Name = "t" }] }, 6);

        FetchResponse response = await consumer.ReceiveAsync<FetchResponse>(11, id);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, response.Responses[0].Partitions[0].ErrorCode);
    }

    [Fact]
    public async Task A_long_poll_leaves_nothing_behind_when_its_client_goes()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient _ = await ProducedAsync(broker);
        using (WireClient consumer = await broker.ConnectAsync())
        {
            await consumer.SendAsync(Requests.Fetch("t", 0, maxWaitMs: int.MaxValue), 11);
            await WaitUntilAsync(() => Waiters(broker) == 1);
        }

        await WaitUntilAsync(() => Waiters(broker) == 0);
    }

    internal static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData(0, 1, ErrorCode.None, -1)]
    [InlineData(0, 5, ErrorCode.None, 0)]
    [InlineData(3, 0, ErrorCode.OffsetOutOfRange, -1)]
    public async Task The_epoch_fetched_last_is_compared_also_in_an_empty_log(int lastEpoch, long offset, ErrorCode expected, int divergesAt)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await ProducedAsync(broker, offset == 1 ? [["a"]] : []);
        FetchRequest request = Requests.Fetch("t", offset);
        request.Topics[0].Partitions[0].LastFetchedEpoch = lastEpoch;

        FetchResponse response = await client.CallAsync<FetchRequest, FetchResponse>(request, 12);

        FetchResponse.PartitionData data = response.Responses[0].Partitions[0];
        Assert.Equal((expected, divergesAt), (data.ErrorCode, data.DivergingEpoch.Epoch));
    }

    [Fact]
    public async Task An_error_tells_nothing_of_the_log()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await ProducedAsync(broker, ["a"]);
        FetchResponse.PartitionData outOfRange = await FetchAsync(client, Requests.Fetch("t", 9));
        FetchResponse.PartitionData unknown = await FetchAsync(client, Requests.Fetch("missing", 0));
        Assert.Equal((-1L, -1L, -1L), (outOfRange.HighWatermark, outOfRange.LastStableOffset, outOfRange.LogStartOffset));
        Assert.Null(outOfRange.AbortedTransactions);
        Assert.Empty(unknown.AbortedTransactions!);
    }

    private static int Waiters(TestBroker broker) =>
        broker.Server.Services.Topics.TryGetPartition("t", 0, out Partition? partition) ? partition.WaiterCount : 0;

    private static async Task<WireClient> ProducedAsync(TestBroker broker, params string[][] batches)
    {
        await broker.CreateTopicAsync("t");
        WireClient client = await broker.ConnectAsync();
        foreach (string[] batch in batches)
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of(batch)), 9);
        }

        return client;
    }

    private static async Task<FetchResponse.PartitionData> FetchAsync(WireClient client, FetchRequest request)
    {
        FetchResponse response = await client.CallAsync<FetchRequest, FetchResponse>(request, 11);
        return Assert.Single(Assert.Single(response.Responses).Partitions);
    }
}
