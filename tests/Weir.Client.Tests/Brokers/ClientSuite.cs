using System.Text;
using System.Text.RegularExpressions;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Brokers;

/// <summary>What the client has to do the same way on every broker.</summary>
public abstract class ClientSuite<TBroker>(TBroker broker)
    where TBroker : class, IBrokerUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly string _topic = "t-" + Guid.NewGuid().ToString("N");

    protected TBroker Broker { get; } = broker;

    /// <summary>The broker serves OffsetDelete.</summary>
    protected virtual bool CanDeleteGroupOffsets => true;

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Records_of_every_shape_come_back_as_sent(CompressionType compression)
    {
        await CreateTopicAsync(1);
        await using Producer<string?, string?> producer = NewProducer(options => options.CompressionType = compression);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
        var headers = new Headers().Add("h", "1").Add("h", (ReadOnlyMemory<byte>?)null).Add("e", ReadOnlyMemory<byte>.Empty);
        ProducerRecord<string?, string?>[] sent =
        [
            new(_topic, "k", "v") { Headers = headers, Timestamp = time },
            new(_topic, null, "no key"),
            new(_topic, "tombstone", null),
            new(_topic, "", ""),
            new(_topic, "large", new string('x', 100_000)),
        ];
        foreach (ProducerRecord<string?, string?> record in sent)
        {
            await producer.PostAsync(record);
        }

        await producer.FlushAsync().WaitAsync(Patience);
        List<ConsumeResult<string?, string?>> read = await ReadAsync(sent.Length);

        Assert.Equal(sent.Select(static record => (record.Key, record.Value)), read.Select(static record => (record.Key, record.Value)));
        Assert.Equal(Enumerable.Range(0, sent.Length).Select(static i => (long)i), read.Select(static record => record.Offset));
        Assert.Equal(time, read[0].Timestamp);
        Assert.Equal(["h", "h", "e"], read[0].Headers.Select(static header => header.Key));
        Assert.Equal("1", Encoding.UTF8.GetString(read[0].Headers[0].Value!.Value.Span));
        Assert.Null(read[0].Headers[1].Value);
        Assert.Equal(0, read[0].Headers[2].Value!.Value.Length);
        Assert.Empty(read[1].Headers);
    }

    [Fact]
    public async Task Records_with_a_key_stay_in_order_in_the_partition_of_their_key()
    {
        await CreateTopicAsync(4);
        await using Producer<string?, string?> producer = NewProducer();
        for (int i = 0; i < 2000; i++)
        {
            await producer.PostAsync(new(_topic, $"key-{i % 10}", $"{i}"));
        }

        await producer.FlushAsync().WaitAsync(Patience);
        List<ConsumeResult<string?, string?>> read = await ReadAsync(2000);

        foreach (var key in read.GroupBy(static record => record.Key!))
        {
            Assert.Equal(Murmur2.PartitionOf(Encoding.UTF8.GetBytes(key.Key), 4), Assert.Single(key.Select(static record => record.Partition).Distinct()));
            int[] values = [.. key.Select(static record => int.Parse(record.Value!))];
            Assert.Equal(values.Order(), values);
            Assert.Equal(200, values.Length);
        }
    }

    [Fact]
    public async Task Group_goes_on_after_the_last_record_that_was_processed()
    {
        await CreateTopicAsync(1);
        await ProduceAsync(20);
        Assert.Equal(Enumerable.Range(0, 12).Select(static i => $"{i}"), await ReadInGroupAsync("g-" + _topic, 12));
        Assert.Equal(Enumerable.Range(12, 8).Select(static i => $"{i}"), await ReadInGroupAsync("g-" + _topic, 8));
    }

    [Theory]
    [InlineData(AssignmentStrategy.Range)]
    [InlineData(AssignmentStrategy.CooperativeSticky)]
    public async Task Group_second_member_takes_over_half_and_gives_it_back(AssignmentStrategy strategy)
    {
        await CreateTopicAsync(4);
        string group = "g-" + _topic;
        using var stop = new CancellationTokenSource(Patience);
        Consumer<string?, string?> first = NewConsumer(group, strategy);
        await using var second = NewConsumer(group, strategy);
        first.Subscribe(_topic);
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
    }

    [Fact]
    public async Task Subscribe_by_pattern_reads_matching_topics_also_those_that_appear_later()
    {
        string prefix = _topic;
        await using AdminClient admin = NewAdmin();
        await admin.CreateTopicsAsync([new NewTopic(prefix + "-a", 1, 1), new NewTopic("not-" + prefix, 1, 1)]);
        await using Consumer<string?, string?> consumer = NewConsumer("g-" + prefix, configure: static options => options.MetadataMaxAge = TimeSpan.FromMilliseconds(200));
        await using Producer<string?, string?> producer = NewProducer();
        await producer.SendAsync(prefix + "-a", null, "first");
        await producer.SendAsync("not-" + prefix, null, "wrong");
        consumer.Subscribe(new Regex("^" + prefix));
        Assert.Equal("first", await NextAsync(consumer));

        await admin.CreateTopicAsync(new NewTopic(prefix + "-b", 1, 1));
        await producer.SendAsync(prefix + "-b", null, "second");
        Assert.Equal("second", await NextAsync(consumer));
        Assert.Equal([prefix + "-a", prefix + "-b"], consumer.Subscription);
    }

    [Fact]
    public async Task Batches_above_the_topics_limit_are_sent_in_halves()
    {
        await using AdminClient admin = NewAdmin();
        await admin.CreateTopicAsync(new NewTopic(_topic, 1, 1) { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "20000" } });
        await ProduceAsync(20_000);
        List<ConsumeResult<string?, string?>> read = await ReadAsync(20_000);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(static i => $"{i}"), read.Select(static record => record.Value));
        Assert.Equal(19_999, read[^1].Offset);
    }

    [Fact]
    public async Task Commit_and_Committed_agree_and_metadata_is_kept()
    {
        await CreateTopicAsync(2);
        await ProduceAsync(10);
        await using Consumer<string?, string?> consumer = NewConsumer("g-" + _topic, autoCommit: false);
        var partition = new TopicPartition(_topic, 0);
        consumer.Assign([partition]);
        await consumer.CommitAsync(new Dictionary<TopicPartition, OffsetAndMetadata> { [partition] = new(3, 0, "note") });

        var committed = await consumer.CommittedAsync([partition, new TopicPartition(_topic, 1)]);
        Assert.Equal(new OffsetAndMetadata(3, 0, "note"), Assert.Single(committed).Value);
    }

    [Fact]
    public async Task Seek_by_offset_and_time_and_to_the_ends_decide_the_next_record()
    {
        await CreateTopicAsync(1);
        await using (Producer<string?, string?> producer = NewProducer())
        {
            for (int i = 0; i < 10; i++)
            {
                await producer.SendAsync(new ProducerRecord<string?, string?>(_topic, null, $"{i}") { Timestamp = At(i) });
            }
        }

        var partition = new TopicPartition(_topic, 0);
        await using Consumer<string?, string?> consumer = NewConsumer(null);
        consumer.Assign([partition]);
        consumer.Seek(partition, 7);
        Assert.Equal("7", await NextAsync(consumer));
        consumer.SeekToBeginning();
        Assert.Equal("0", await NextAsync(consumer));
        consumer.SeekToTime(At(4));
        Assert.Equal("4", await NextAsync(consumer));
        consumer.SeekToEnd(partition);
        Assert.Equal(10, await consumer.PositionAsync(partition));

        var found = await consumer.OffsetsForTimesAsync(new Dictionary<TopicPartition, DateTimeOffset> { [partition] = At(5).AddMilliseconds(-1) });
        Assert.Equal(5, found[partition].Offset);
        Assert.Equal(0, (await consumer.BeginningOffsetsAsync([partition]))[partition]);
        Assert.Equal(10, (await consumer.EndOffsetsAsync([partition]))[partition]);
    }

    [Fact]
    public async Task Pause_holds_back_one_partition_and_not_the_other()
    {
        await CreateTopicAsync(2);
        await using (Producer<string?, string?> producer = NewProducer())
        {
            for (int i = 0; i < 100; i++)
            {
                await producer.PostAsync(new(_topic, null, $"{i}") { Partition = i % 2 });
            }
        }

        await using Consumer<string?, string?> consumer = NewConsumer(null);
        consumer.Assign([new TopicPartition(_topic, 0), new TopicPartition(_topic, 1)]);
        consumer.Pause(new TopicPartition(_topic, 0));
        List<int> partitions = [];
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
        {
            partitions.Add(record.Partition);
            if (partitions.Count == 50)
            {
                consumer.Resume(new TopicPartition(_topic, 0));
            }

            if (partitions.Count == 100)
            {
                break;
            }
        }

        Assert.All(partitions.Take(50), static partition => Assert.Equal(1, partition));
        Assert.All(partitions.Skip(50), static partition => Assert.Equal(0, partition));
    }

    [Fact]
    public async Task ConsumeBatches_hands_out_everything_in_order()
    {
        await CreateTopicAsync(1);
        await ProduceAsync(1000);
        await using Consumer<string?, string?> consumer = NewConsumer(null, configure: static options => options.MaxPollRecords = 64);
        consumer.Assign([new TopicPartition(_topic, 0)]);
        List<string> values = [];
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeBatch<string?, string?> batch in consumer.ConsumeBatchesAsync(timeout.Token))
        {
            Assert.InRange(batch.Count, 1, 64);
            foreach (ConsumeResult<string?, string?> record in batch.Records.Span)
            {
                values.Add(record.Value!);
            }

            if (values.Count == 1000)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"{i}"), values);
    }

    [Fact]
    public async Task Consume_without_reset_policy_fails_out_of_range()
    {
        await CreateTopicAsync(1);
        await ProduceAsync(3);
        await using Consumer<string?, string?> consumer = NewConsumer(null, configure: static options => options.AutoOffsetReset = AutoOffsetReset.None);
        consumer.Assign([new TopicPartitionOffset(_topic, 0, 100)]);

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => NextAsync(consumer));
        Assert.Equal(ErrorCode.OffsetOutOfRange, error.ErrorCode);
    }

    [Fact]
    public async Task Consume_record_that_cannot_be_read_is_named_and_can_be_skipped()
    {
        await CreateTopicAsync(1);
        await using (Producer<string?, string?> producer = NewProducer())
        {
            await producer.PostAsync(new(_topic, null, "1234"));
            await producer.PostAsync(new(_topic, null, "oops!"));
            await producer.PostAsync(new(_topic, null, "5678"));
        }

        await using var consumer = new Consumer<string?, int>(
            new ConsumerOptions { BootstrapServers = Broker.BootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest }, Deserializers.String, Deserializers.Int32);
        var partition = new TopicPartition(_topic, 0);
        consumer.Assign([partition]);
        using var timeout = new CancellationTokenSource(Patience);
        List<long> offsets = [];
        RecordDeserializationException error = await Assert.ThrowsAsync<RecordDeserializationException>(async () =>
        {
            await foreach (var record in consumer.ConsumeAsync(timeout.Token))
            {
                offsets.Add(record.Offset);
            }
        });
        Assert.Contains("offset 1", error.Message, StringComparison.Ordinal);
        Assert.Equal((new TopicPartitionOffset(partition, 1), RecordComponent.Value), (error.Record, error.Component));
        consumer.Seek(partition, 2);
        await foreach (var record in consumer.ConsumeAsync(timeout.Token))
        {
            offsets.Add(record.Offset);
            break;
        }

        Assert.Equal([0, 2], offsets);
    }

    [Fact]
    public async Task Admin_topics_configs_and_offsets_are_created_shown_altered_and_deleted()
    {
        await using AdminClient admin = NewAdmin();
        await admin.CreateTopicAsync(new NewTopic(_topic, 3, 1) { Configs = new Dictionary<string, string> { ["retention.ms"] = "86400000" } });
        KafkaException twice = await Assert.ThrowsAsync<KafkaException>(() => admin.CreateTopicAsync(new NewTopic(_topic, 3, 1)));
        Assert.Equal(ErrorCode.TopicAlreadyExists, twice.ErrorCode);
        await UntilPartitionsAsync(admin, 3);
        Assert.Contains(await admin.ListTopicsAsync(), topic => topic.Name == _topic && topic.PartitionCount == 3);

        await admin.AlterConfigsAsync(ConfigResource.Topic(_topic), [ConfigChange.Set("segment.ms", "600000"), ConfigChange.Delete("retention.ms")]);
        await UntilAsync(async () => (await ConfigsAsync(admin))["segment.ms"].Source == ConfigSource.DynamicTopic);
        Dictionary<string, ConfigEntry> configs = await ConfigsAsync(admin);
        Assert.Equal("600000", configs["segment.ms"].Value);
        Assert.NotEqual(ConfigSource.DynamicTopic, configs["retention.ms"].Source);

        await admin.CreatePartitionsAsync(_topic, 5);
        await UntilPartitionsAsync(admin, 5);

        await using (Producer<string?, string?> producer = NewProducer())
        {
            for (int i = 0; i < 10; i++)
            {
                await producer.PostAsync(new(_topic, null, $"{i}") { Partition = 0 });
            }
        }

        var partition = new TopicPartition(_topic, 0);
        Assert.Equal(4, (await admin.DeleteRecordsAsync(new Dictionary<TopicPartition, long> { [partition] = 4 }))[partition]);
        var ends = await admin.ListOffsetsAsync(new Dictionary<TopicPartition, OffsetSpec> { [partition] = OffsetSpec.Earliest });
        Assert.Equal(4, ends[partition].Offset);

        await admin.DeleteTopicAsync(_topic);
        await UntilAsync(() => admin.ListTopicsAsync().ContinueWith(list => list.Result.All(topic => topic.Name != _topic), TaskScheduler.Default));
    }

    [Fact]
    public async Task Admin_groups_are_listed_described_altered_and_deleted()
    {
        await CreateTopicAsync(2);
        await ProduceAsync(10);
        string group = "g-" + _topic;
        await using AdminClient admin = NewAdmin();
        using var stop = new CancellationTokenSource(Patience);
        Consumer<string?, string?> consumer = NewConsumer(group);
        consumer.Subscribe(_topic);
        Task running = DrainAsync(consumer, stop.Token);
        await UntilAsync(() => consumer.Assignment.Count == 2, stop.Token);

        GroupDescription described = await admin.DescribeGroupAsync(group);
        Assert.Equal(("Stable", "range"), (described.State, described.Assignor));
        Assert.Equal(consumer.MemberId, Assert.Single(described.Members).MemberId);
        Assert.Equal(2, described.Members[0].Assignment.Count);
        KafkaException busy = await Assert.ThrowsAsync<KafkaException>(() => admin.DeleteGroupsAsync([group]));
        Assert.Equal(ErrorCode.NonEmptyGroup, busy.ErrorCode);

        await stop.CancelAsync();
        await running;
        await consumer.DisposeAsync();
        var partition = new TopicPartition(_topic, 0);
        await admin.AlterGroupOffsetsAsync(group, new Dictionary<TopicPartition, OffsetAndMetadata> { [partition] = new(2) });
        Assert.Equal(2, (await admin.ListGroupOffsetsAsync(group))[partition].Offset);
        if (CanDeleteGroupOffsets)
        {
            await admin.DeleteGroupOffsetsAsync(group, [partition]);
            Assert.DoesNotContain(partition, (await admin.ListGroupOffsetsAsync(group)).Keys);
        }
        else
        {
            KafkaException unsupported = await Assert.ThrowsAsync<KafkaException>(() => admin.DeleteGroupOffsetsAsync(group, [partition]));
            Assert.Equal(ErrorCode.UnsupportedVersion, unsupported.ErrorCode);
        }

        await admin.DeleteGroupsAsync([group]);
        Assert.DoesNotContain(await admin.ListGroupsAsync(), listed => listed.GroupId == group);
    }

    private static DateTimeOffset At(int i) => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + (i * 1000));

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

    private async Task<Dictionary<string, ConfigEntry>> ConfigsAsync(AdminClient admin)
        => (await admin.DescribeConfigsAsync(ConfigResource.Topic(_topic))).ToDictionary(static config => config.Name);

    /// <summary>Waits until the broker shows that many partitions: Apache Kafka answers a change when its controller has it, and applies it a moment later.</summary>
    private Task UntilPartitionsAsync(AdminClient admin, int count)
        => UntilAsync(async () => (await admin.DescribeTopicAsync(_topic)).Partitions.Count == count);

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(50, timeout.Token);
        }
    }

    private static async Task<string?> NextAsync(Consumer<string?, string?> consumer)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (var record in consumer.ConsumeAsync(timeout.Token))
        {
            return record.Value;
        }

        return null;
    }

    private Producer<string?, string?> NewProducer(Action<ProducerOptions>? configure = null)
    {
        var options = new ProducerOptions { BootstrapServers = Broker.BootstrapServers };
        configure?.Invoke(options);
        return new Producer<string?, string?>(options, Serializers.String, Serializers.String);
    }

    private Consumer<string?, string?> NewConsumer(
        string? group, AssignmentStrategy strategy = AssignmentStrategy.Range, bool autoCommit = true, Action<ConsumerOptions>? configure = null)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = Broker.BootstrapServers,
            GroupId = group,
            EnableAutoCommit = autoCommit,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            HeartbeatInterval = TimeSpan.FromMilliseconds(200),
            SessionTimeout = TimeSpan.FromSeconds(10),
            PartitionAssignmentStrategy = [strategy],
        };
        configure?.Invoke(options);
        return new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
    }

    private AdminClient NewAdmin() => new(new AdminOptions { BootstrapServers = Broker.BootstrapServers });

    private async Task CreateTopicAsync(int partitions)
    {
        await using AdminClient admin = NewAdmin();
        await admin.CreateTopicAsync(new NewTopic(_topic, partitions, 1));
    }

    private async Task ProduceAsync(int count)
    {
        await using Producer<string?, string?> producer = NewProducer();
        for (int i = 0; i < count; i++)
        {
            await producer.PostAsync(new(_topic, null, $"{i}") { Partition = 0 });
        }
    }

    private async Task<List<ConsumeResult<string?, string?>>> ReadAsync(int count)
    {
        await using Consumer<string?, string?> consumer = NewConsumer(null);
        consumer.Assign(await consumer.PartitionsAsync(_topic));
        using var timeout = new CancellationTokenSource(Patience);
        List<ConsumeResult<string?, string?>> read = [];
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
        {
            read.Add(record);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }

    private async Task<List<string?>> ReadInGroupAsync(string group, int count)
    {
        await using Consumer<string?, string?> consumer = NewConsumer(group);
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
