using System.Collections.Concurrent;
using System.Text;
using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Consuming;

/// <summary>Reading from a follower in the consumer's rack (KIP-392).</summary>
public sealed class ReadReplicaTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeBroker _leader = new(1);
    private readonly FakeBroker _follower = new(2);
    private readonly ConcurrentQueue<int> _servedBy = new();

    public ReadReplicaTests()
    {
        _leader.Cluster = _follower.Cluster = [_leader, _follower];
        _leader.On<FetchRequest, FetchResponse>((request, _) => Advise(request));
        _follower.On<FetchRequest, FetchResponse>((request, _) => Serve(2, request));
    }

    [Fact]
    public async Task ConsumeAsync_reads_from_the_follower_that_the_leader_names()
    {
        await using Consumer<string?, string?> consumer = NewConsumer();
        Assert.Equal(["0", "1", "2"], await TakeAsync(consumer, 3));
        Assert.All(_servedBy, static broker => Assert.Equal(2, broker));
    }

    [Fact]
    public async Task ConsumeAsync_without_a_rack_stays_with_the_leader()
    {
        await using Consumer<string?, string?> consumer = NewConsumer(static options => options.ClientRack = "");
        Assert.Equal(["0", "1", "2"], await TakeAsync(consumer, 3));
        Assert.All(_servedBy, static broker => Assert.Equal(1, broker));
    }

    [Theory]
    [InlineData(ErrorCode.OffsetOutOfRange)]
    [InlineData(ErrorCode.NotLeaderOrFollower)]
    public async Task ConsumeAsync_follower_that_refuses_is_left_for_the_leader(ErrorCode error)
    {
        int refusals = 0;
        _follower.On<FetchRequest, FetchResponse>((request, _) => Answer(request, (partition, offset) =>
        {
            Interlocked.Increment(ref refusals);
            return new() { PartitionIndex = partition, ErrorCode = error };
        }));
        int advices = 0;
        _leader.On<FetchRequest, FetchResponse>((request, _) => Interlocked.Increment(ref advices) == 1 ? Advise(request) : Serve(1, request));
        await using Consumer<string?, string?> consumer = NewConsumer(static options => options.AutoOffsetReset = AutoOffsetReset.None);

        Assert.Equal(["0", "1", "2"], await TakeAsync(consumer, 3));
        Assert.Equal(1, refusals);
        Assert.All(_servedBy, static broker => Assert.Equal(1, broker));
    }

    [Fact]
    public async Task ConsumeAsync_follower_that_dies_is_left_for_the_leader()
    {
        bool isDead = false;
        _leader.On<FetchRequest, FetchResponse>((request, _) => Volatile.Read(ref isDead) ? Serve(1, request) : Advise(request));
        await using Consumer<string?, string?> consumer = NewConsumer();
        Assert.Equal(["0", "1"], await TakeAsync(consumer, 2));

        Volatile.Write(ref isDead, true);
        await _follower.DisposeAsync();
        Assert.Equal(["2", "3", "4"], await TakeAsync(consumer, 3));
        Assert.Contains(1, _servedBy);
    }

    [Fact]
    public async Task ConsumeAsync_asks_the_leader_again_when_its_advice_is_old()
    {
        int advices = 0;
        _leader.On<FetchRequest, FetchResponse>((request, _) =>
        {
            Interlocked.Increment(ref advices);
            return Advise(request);
        });
        await using Consumer<string?, string?> consumer = NewConsumer(static options => options.MetadataMaxAge = TimeSpan.FromMilliseconds(50));
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeResult<string?, string?> _ in consumer.ConsumeAsync(timeout.Token))
        {
            if (Volatile.Read(ref advices) >= 3)
            {
                break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leader.DisposeAsync();
        await _follower.DisposeAsync();
    }

    private static async Task<List<string?>> TakeAsync(Consumer<string?, string?> consumer, int count)
    {
        using var timeout = new CancellationTokenSource(Patience);
        List<string?> values = [];
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
        {
            values.Add(record.Value);
            if (values.Count == count)
            {
                break;
            }
        }

        return values;
    }

    private FetchResponse Advise(FetchRequest request) => request.RackId == "b"
        ? Answer(request, static (partition, _) => new() { PartitionIndex = partition, PreferredReadReplica = 2 })
        : Serve(1, request);

    /// <summary>One record a fetch: its offset as text.</summary>
    private FetchResponse Serve(int broker, FetchRequest request) => Answer(request, (partition, offset) =>
    {
        _servedBy.Enqueue(broker);
        using var builder = new RecordBatchBuilder { BaseOffset = offset };
        builder.Append(0, NullableBytes.Null, Encoding.UTF8.GetBytes($"{offset}"));
        return new() { PartitionIndex = partition, HighWatermark = offset + 1, Records = builder.Build().ToArray() };
    });

    private static FetchResponse Answer(FetchRequest request, Func<int, long, FetchResponse.PartitionData> answer) => new()
    {
        Responses = [.. request.Topics.Select(topic => new FetchResponse.FetchableTopicResponse
        {
            Topic = topic.Topic,
            TopicId = topic.TopicId,
            Partitions = [.. topic.Partitions.Select(partition => answer(partition.Partition, partition.FetchOffset))],
        })],
    };

    private Consumer<string?, string?> NewConsumer(Action<ConsumerOptions>? configure = null)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = _leader.BootstrapServers,
            ClientRack = "b",
            RetryBackoff = TimeSpan.FromMilliseconds(5),
            MaxPartitionFetchBytes = 100, // So that no more than one record is buffered ahead.
        };
        configure?.Invoke(options);
        var consumer = new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
        consumer.Assign([new TopicPartitionOffset("t", 0, 0)]);
        return consumer;
    }
}
