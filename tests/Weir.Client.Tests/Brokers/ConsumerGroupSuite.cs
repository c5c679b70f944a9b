namespace Weir.Client.Tests.Brokers;

/// <summary>Groups of the consumer protocol (KIP-848), the same way on every broker that serves it.</summary>
public abstract class ConsumerGroupSuite<TBroker>(TBroker broker) : IRebalanceListener
    where TBroker : class, IBrokerUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly string _topic = "t-" + Guid.NewGuid().ToString("N");
    private readonly List<string> _events = [];

    private string Group => "g-" + _topic;

    [Fact]
    public async Task Group_goes_on_after_the_last_record_that_was_processed()
    {
        await CreateTopicAsync(_topic, 1);
        await ProduceAsync(_topic, 20);
        Assert.Equal(Enumerable.Range(0, 12).Select(static i => $"{i}"), await ReadAsync(12));
        Assert.Equal(Enumerable.Range(12, 8).Select(static i => $"{i}"), await ReadAsync(8));
    }

    [Fact]
    public async Task Group_without_commits_begins_as_far_back_as_it_says()
    {
        await CreateTopicAsync(_topic, 1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await ProduceAsync(_topic, 4, i => now.AddHours(i - 4));
        Assert.Equal(["2", "3"], await ReadAsync(2, static options =>
        {
            options.AutoOffsetReset = AutoOffsetReset.ByDuration;
            options.AutoOffsetResetDuration = TimeSpan.FromMinutes(150);
        }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("range")]
    public async Task Second_member_takes_over_half_and_gives_it_back(string? assignor)
    {
        await CreateTopicAsync(_topic, 4);
        using var stop = new CancellationTokenSource(Patience);
        Consumer<string?, string?> first = NewConsumer(o => o.GroupRemoteAssignor = assignor);
        await using Consumer<string?, string?> second = NewConsumer(o => o.GroupRemoteAssignor = assignor);
        first.Subscribe([_topic], this);
        second.Subscribe(_topic);
        using var stopFirst = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task running = DrainAsync(first, stopFirst.Token);
        await UntilAsync(() => first.Assignment.Count == 4, stop.Token);

        Task alsoRunning = DrainAsync(second, stop.Token);
        await UntilAsync(() => first.Assignment.Count == 2 && second.Assignment.Count == 2, stop.Token);
        Assert.Empty(first.Assignment.Intersect(second.Assignment));

        await stopFirst.CancelAsync();
        await running;
        await first.DisposeAsync();
        await UntilAsync(() => second.Assignment.Count == 4, stop.Token);
        await stop.CancelAsync();
        await alsoRunning;
        Assert.Equal(["+4", "-2", "-2"], _events.Where(static e => e != "+0"));
    }

    [Fact]
    public async Task Static_member_that_comes_back_finds_its_partitions_at_once()
    {
        await CreateTopicAsync(_topic, 2);
        await ProduceAsync(_topic, 4);
        Assert.Equal(["0", "1"], await ReadAsync(2, o => o.GroupInstanceId = "i1"));
        Assert.Equal(["2", "3"], await ReadAsync(2, o => o.GroupInstanceId = "i1"));
    }

    [Fact]
    public async Task Second_member_of_one_instance_is_refused()
    {
        await CreateTopicAsync(_topic, 2);
        using var stop = new CancellationTokenSource(Patience);
        await using Consumer<string?, string?> first = NewConsumer(o => o.GroupInstanceId = "i1");
        await using Consumer<string?, string?> second = NewConsumer(o => o.GroupInstanceId = "i1");
        first.Subscribe(_topic);
        Task running = DrainAsync(first, stop.Token);
        await UntilAsync(() => first.Assignment.Count == 2, stop.Token);
        second.Subscribe(_topic);
        KafkaException refused = await Assert.ThrowsAsync<KafkaException>(() => DrainAsync(second, stop.Token));
        Assert.Equal(Protocol.ErrorCode.UnreleasedInstanceId, refused.ErrorCode);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Subscription_may_change_and_topics_may_appear_later()
    {
        string later = _topic + "-later";
        await CreateTopicAsync(_topic, 2);
        using var stop = new CancellationTokenSource(Patience);
        await using Consumer<string?, string?> consumer = NewConsumer();
        consumer.Subscribe(_topic);
        Task running = DrainAsync(consumer, stop.Token);
        await UntilAsync(() => consumer.Assignment.Count == 2, stop.Token);
        await CreateTopicAsync(later, 3);
        consumer.Subscribe([_topic, later]);
        await UntilAsync(() => consumer.Assignment.Count == 5, stop.Token);
        consumer.Subscribe(later);
        await UntilAsync(() => consumer.Assignment.Count == 3, stop.Token);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Member_is_read_and_committed_by_hand()
    {
        await CreateTopicAsync(_topic, 1);
        await ProduceAsync(_topic, 3);
        await using (Consumer<string?, string?> consumer = NewConsumer(o => o.EnableAutoCommit = false))
        {
            consumer.Subscribe(_topic);
            using var timeout = new CancellationTokenSource(Patience);
            await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
            {
                await consumer.CommitAsync(record);
                if (record.Value == "1")
                {
                    break;
                }
            }
        }

        Assert.Equal(["2"], await ReadAsync(1));
    }

    public ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Note($"+{partitions.Count}");

    public ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Note($"-{partitions.Count}");

    public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Note($"lost {partitions.Count}");

    private static async Task DrainAsync(Consumer<string?, string?> consumer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in consumer.ConsumeAsync(cancellationToken))
            {
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    private ValueTask Note(string what)
    {
        _events.Add(what);
        return ValueTask.CompletedTask;
    }

    private Consumer<string?, string?> NewConsumer(Action<ConsumerOptions>? configure = null)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = Group,
            GroupProtocol = GroupProtocol.Consumer,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        configure?.Invoke(options);
        return new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
    }

    private async Task CreateTopicAsync(string topic, int partitions)
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = broker.BootstrapServers });
        await admin.CreateTopicAsync(new NewTopic(topic, partitions, 1));
    }

    private async Task ProduceAsync(string topic, int count, Func<int, DateTimeOffset>? timeOf = null)
    {
        await using var producer = new Producer<string?, string?>(new ProducerOptions { BootstrapServers = broker.BootstrapServers }, Serializers.String, Serializers.String);
        for (int i = 0; i < count; i++)
        {
            await producer.PostAsync(new(topic, null, $"{i}") { Partition = 0, Timestamp = timeOf?.Invoke(i) });
        }
    }

    private async Task<List<string?>> ReadAsync(int count, Action<ConsumerOptions>? configure = null)
    {
        await using Consumer<string?, string?> consumer = NewConsumer(configure);
        consumer.Subscribe(_topic);
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
}
