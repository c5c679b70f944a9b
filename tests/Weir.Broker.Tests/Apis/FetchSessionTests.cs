using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class FetchSessionTests
{
    [Fact]
    public async Task An_incremental_fetch_names_only_partitions_that_changed()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t", partitions: 3);
        using WireClient client = await broker.ConnectAsync();
        FetchResponse full = await FetchAsync(client, Full(id, 0, 1, 2));
        Assert.Equal([0, 1, 2], full.Responses[0].Partitions.Select(data => data.PartitionIndex));
        Assert.NotEqual(0, full.SessionId);

        Assert.Empty((await FetchAsync(client, Next(full.SessionId, 1))).Responses);
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a"), partition: 1), 9);
        FetchResponse changed = await FetchAsync(client, Next(full.SessionId, 2));

        Assert.Equal([1], changed.Responses[0].Partitions.Select(data => data.PartitionIndex));
        Assert.Equal([(0, "a")], Batches.Read(changed.Responses[0].Partitions[0].Records));
    }

    [Fact]
    public async Task Partitions_can_be_added_moved_and_forgotten()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t", partitions: 2);
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a")), 9);
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("b"), partition: 1), 9);
        FetchResponse full = await FetchAsync(client, Full(id, 0));

        FetchRequest add = Next(full.SessionId, 1);
        add.Topics = [new() { TopicId = id, Partitions = [Requests.FetchPartition(1), Requests.FetchPartition(0, partition: 1)] }];
        FetchResponse added = await FetchAsync(client, add);
        FetchRequest forget = Next(full.SessionId, 2);
        forget.ForgottenTopicsData = [new() { TopicId = id, Partitions = [1] }];
        FetchResponse forgotten = await FetchAsync(client, forget);

        Assert.Equal([(0, "b")], Batches.Read(added.Responses[0].Partitions.Single(data => data.PartitionIndex == 1).Records));
        Assert.Empty(forgotten.Responses);
    }

    [Fact]
    public async Task A_session_that_is_unknown_closed_or_at_another_epoch_is_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        FetchResponse full = await FetchAsync(client, Full(id, 0));

        Assert.Equal(ErrorCode.FetchSessionIdNotFound, (await FetchAsync(client, Next(full.SessionId ^ 1, 1))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, (await FetchAsync(client, Next(full.SessionId, 5))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, (await client.CallAsync<FetchRequest, FetchResponse>(Next(full.SessionId, 5), 12)).ErrorCode);
        Assert.Equal(ErrorCode.FetchSessionTopicIdError, (await client.CallAsync<FetchRequest, FetchResponse>(Next(full.SessionId, 1), 12)).ErrorCode);
        Assert.Equal(ErrorCode.None, (await FetchAsync(client, Next(full.SessionId, 1))).ErrorCode);
        await FetchAsync(client, Next(full.SessionId, -1));
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, (await FetchAsync(client, Next(full.SessionId, 2))).ErrorCode);
    }

    [Fact]
    public async Task A_new_session_may_be_empty_and_forgets_nothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        FetchRequest request = Full(id, 0);
        request.ForgottenTopicsData = [new() { TopicId = id, Partitions = [0] }];

        FetchResponse full = await FetchAsync(client, request);
        FetchResponse empty = await FetchAsync(client, Full(id));

        Assert.Equal(0, Assert.Single(Assert.Single(full.Responses).Partitions).PartitionIndex);
        Assert.NotEqual(0, empty.SessionId);
    }

    [Fact]
    public async Task A_deleted_topic_is_reported_in_the_session()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Guid id = await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        FetchResponse full = await FetchAsync(client, Full(id, 0));
        await client.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(new DeleteTopicsRequest { Topics = [new() { Name = "t" }] }, 6);

        FetchResponse next = await FetchAsync(client, Next(full.SessionId, 1));

        Assert.Equal(ErrorCode.UnknownTopicOrPartition, next.Responses[0].Partitions[0].ErrorCode);
    }

    [Fact]
    public void A_full_cache_evicts_only_what_has_been_idle_for_two_minutes()
    {
        var time = new FakeTimeProvider();
        var cache = new FetchSessionCache(2, time);
        FetchSession first = cache.TryCreate(usesTopicIds: true)!;
        Assert.NotNull(cache.TryCreate(usesTopicIds: true));
        Assert.Null(cache.TryCreate(usesTopicIds: true));

        time.Advance(TimeSpan.FromMinutes(3));

        Assert.NotNull(cache.TryCreate(usesTopicIds: true));
        Assert.Equal(2, cache.Count);
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, cache.TryResume(first.Id, 1, usesTopicIds: true, out _));
    }

    [Fact]
    public void The_largest_epoch_is_followed_by_one()
    {
        Assert.Equal(1, FetchSession.NextEpoch(int.MaxValue));
        Assert.Equal(2, FetchSession.NextEpoch(1));
    }

    private static Task<FetchResponse> FetchAsync(WireClient client, FetchRequest request) =>
        client.CallAsync<FetchRequest, FetchResponse>(request, 13);

    private static FetchRequest Full(Guid topicId, params int[] partitions)
    {
        FetchRequest request = Next(0, 0);
        request.Topics = [new() { TopicId = topicId, Partitions = [.. partitions.Select(partition => Requests.FetchPartition(0, partition))] }];
        return request;
    }

    private static FetchRequest Next(int sessionId, int epoch) => new()
    {
        MinBytes = 1,
        MaxBytes = 1024 * 1024,
        SessionId = sessionId,
        SessionEpoch = epoch,
    };
}
