using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker.Tests;

public sealed class ListOffsetsTests
{
    [Theory]
    [InlineData(-1, 4, -1)]
    [InlineData(-2, 0, -1)]
    [InlineData(-3, 2, 3000)]
    [InlineData(-4, 0, -1)]
    [InlineData(-5, -1, -1)]
    [InlineData(-6, -1, -1)]
    [InlineData(0, 0, 1000)]
    [InlineData(1000, 0, 1000)]
    [InlineData(1001, 1, 2000)]
    [InlineData(3000, 2, 3000)]
    [InlineData(3001, -1, -1)]
    public async Task Special_and_real_times_find_their_offsets(long timestamp, long offset, long found)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        foreach (long time in new long[] { 1000, 2000, 3000, 1500 })
        {
            using var builder = new RecordBatchBuilder();
            builder.Append(time, NullableBytes.Null, NullableBytes.Null);
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", builder.Build().ToArray()), 9);
        }

        ListOffsetsResponse.ListOffsetsPartitionResponse answer = await AskAsync(client, timestamp, 11);

        Assert.Equal((ErrorCode.None, offset, found), (answer.ErrorCode, answer.Offset, answer.Timestamp));
    }

    [Fact]
    public async Task Records_that_were_answered_from_the_page_cache_count_at_once()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        for (int i = 1; i < 50; i += 2)
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0"), acks: 1), 9);
            Assert.Equal(i, (await AskAsync(client, -1, 11)).Offset);
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("0"), acks: 1), 9);
            DeleteRecordsResponse deleted = await client.CallAsync<DeleteRecordsRequest, DeleteRecordsResponse>(
                new() { Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Offset = -1 }] }], TimeoutMs = 30_000 }, 2);
            Assert.Equal(i + 1, deleted.Topics.Single().Partitions.Single().LowWatermark);
        }
    }

    [Fact]
    public async Task Missing_partitions_and_times_of_later_versions_have_their_errors()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await AskAsync(client, -1, 7, partition: 4)).ErrorCode);
        Assert.Equal(ErrorCode.UnsupportedVersion, (await AskAsync(client, -3, 6)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownLeaderEpoch, (await AskAsync(client, -1, 7, epoch: 3)).ErrorCode);
        Assert.Equal((ErrorCode.None, 0L), ((await AskAsync(client, -1, 1)).ErrorCode, (await AskAsync(client, -1, 1)).Offset));
    }

    [Fact]
    public async Task A_partition_named_twice_and_a_time_of_a_later_version_are_refused_before_the_topic_is_looked_for()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics = [new() { Name = "missing", Partitions = [new() { PartitionIndex = 0, Timestamp = -1 }, new() { PartitionIndex = 0, Timestamp = -2 }, new() { PartitionIndex = 1, Timestamp = -3 }] }],
        };
        ListOffsetsResponse response = await client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(request, 6);
        Assert.Equal([(0, ErrorCode.InvalidRequest), (1, ErrorCode.UnsupportedVersion)], response.Topics[0].Partitions.Select(partition => (partition.PartitionIndex, partition.ErrorCode)));
    }

    [Fact]
    public async Task Offset_for_leader_epoch_tells_the_end_of_the_epoch()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("a", "b")), 9);
        var request = new OffsetForLeaderEpochRequest
        {
            Topics =
            [
                new()
                {
                    Topic = "t",
                    Partitions = [new() { Partition = 0, LeaderEpoch = 0 }, new() { Partition = 0, LeaderEpoch = 5 }, new() { Partition = 0, CurrentLeaderEpoch = 7 }, new() { Partition = 9 }],
                },
            ],
        };

        OffsetForLeaderEpochResponse response = await client.CallAsync<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(request, 4);

        Assert.Equal(
            [(ErrorCode.None, 0, 2L), (ErrorCode.None, -1, -1L), (ErrorCode.UnknownLeaderEpoch, -1, -1L), (ErrorCode.UnknownTopicOrPartition, -1, -1L)],
            response.Topics[0].Partitions.Select(end => (end.ErrorCode, end.LeaderEpoch, end.EndOffset)));
    }

    private static async Task<ListOffsetsResponse.ListOffsetsPartitionResponse> AskAsync(WireClient client, long timestamp, short version, int partition = 0, int epoch = -1)
    {
        var request = new ListOffsetsRequest
        {
            ReplicaId = -1,
            Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = partition, CurrentLeaderEpoch = epoch, Timestamp = timestamp }] }],
        };
        return (await client.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(request, version)).Topics[0].Partitions[0];
    }
}
