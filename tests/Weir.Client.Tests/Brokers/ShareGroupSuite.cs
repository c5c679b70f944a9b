using System.Collections.Concurrent;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Brokers;

/// <summary>Share groups (KIP-932), the same way on every broker that serves them.</summary>
public abstract class ShareGroupSuite<TBroker>(TBroker broker)
    where TBroker : class, IRestartable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = "t-" + Guid.NewGuid().ToString("N");

    private string Group => "g-" + _topic;

    [Fact]
    public async Task Three_members_accept_each_record_exactly_once()
    {
        const int Count = 600;
        await PrepareAsync(4);
        await ProduceAsync(Count, partitions: 4);
        ConcurrentQueue<string> taken = new();
        using var stop = new CancellationTokenSource(Patience);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TakeAsync()));
        Assert.Equal(Values(Count), taken.Order(StringComparer.Ordinal));

        async Task TakeAsync()
        {
            await using ShareConsumer<string?, string?> consumer = NewConsumer(o => (o.MaxPollRecords, o.AcquireMode) = (20, ShareAcquireMode.RecordLimit));
            try
            {
                await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(stop.Token))
                {
                    Assert.Equal(1, record.DeliveryCount);
                    taken.Enqueue(record.Value!);
                    if (taken.Count >= Count)
                    {
                        await consumer.CommitAsync(stop.Token);
                        await stop.CancelAsync();
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [Fact]
    public async Task Released_record_comes_again_and_rejected_and_accepted_ones_do_not()
    {
        await PrepareAsync(1);
        await ProduceAsync(4);
        await using ShareConsumer<string?, string?> consumer = NewConsumer(Explicit);
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(consumer, 4))
        {
            consumer.Acknowledge(record, record.Offset switch { 0 => AcknowledgeType.Reject, 2 => AcknowledgeType.Release, _ => AcknowledgeType.Accept });
        }

        Assert.Equal([null], (await consumer.CommitAsync()).Values);
        await ProduceAsync(1, from: 4);
        List<(string, int)> again = [];
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(consumer, 2))
        {
            again.Add((record.Value!, record.DeliveryCount));
            consumer.Acknowledge(record.TopicPartition, record.Offset, AcknowledgeType.Accept);
        }

        Assert.Equal([("0002", 2), ("0004", 1)], again.Order());
        await consumer.CommitAsync();
        await UntilDoneAsync();
    }

    [Fact]
    public async Task Record_whose_lock_runs_out_goes_to_another_and_the_late_acknowledgement_does_not_count()
    {
        await PrepareAsync(1, ("share.record.lock.duration.ms", "2000"), ("share.delivery.count.limit", "10"));
        await ProduceAsync(1);
        await using ShareConsumer<string?, string?> slow = NewConsumer(Explicit);
        List<AcknowledgementResult> heard = [];
        slow.AcknowledgementHandler = heard.Add;
        ConsumeResult<string?, string?> late = await NextAsync(slow);
        Assert.Equal(TimeSpan.FromSeconds(2), slow.AcquisitionLockTimeout);

        await using ShareConsumer<string?, string?> other = NewConsumer(Explicit);
        ConsumeResult<string?, string?> again = await NextAsync(other);
        Assert.Equal(late.Offset, again.Offset);
        Assert.True(again.DeliveryCount > late.DeliveryCount, $"Delivery {again.DeliveryCount} came after {late.DeliveryCount}.");
        slow.Acknowledge(late);
        KafkaException? refused = Assert.Single(await slow.CommitAsync()).Value;
        Assert.Equal(ErrorCode.InvalidRecordState, refused?.ErrorCode);
        AcknowledgementResult result = Assert.Single(heard);
        Assert.Equal([late.Offset], result.Offsets);
        Assert.Equal(ErrorCode.InvalidRecordState, result.Error?.ErrorCode);
    }

    [Fact]
    public async Task Renewed_record_stays_in_hand_and_is_accepted_later()
    {
        await PrepareAsync(1);
        await ProduceAsync(1);
        await using ShareConsumer<string?, string?> consumer = NewConsumer(Explicit);
        ConsumeResult<string?, string?> record = await NextAsync(consumer);
        for (int i = 0; i < 3; i++)
        {
            consumer.Acknowledge(record, AcknowledgeType.Renew);
            Assert.Equal([null], (await consumer.CommitAsync()).Values);
        }

        consumer.Acknowledge(record);
        Assert.Equal([null], (await consumer.CommitAsync()).Values);
        await UntilDoneAsync();
        consumer.Acknowledge(record);
        Assert.Equal(ErrorCode.InvalidRecordState, Assert.Single(await consumer.CommitAsync()).Value?.ErrorCode);
    }

    [Fact]
    public async Task Implicit_mode_accepts_what_came_before_the_record_in_hand()
    {
        await PrepareAsync(1);
        await ProduceAsync(5);
        await using (ShareConsumer<string?, string?> first = NewConsumer())
        {
            await foreach (var _ in ReadAsync(first, 3))
            {
            }

            Assert.Throws<InvalidOperationException>(() => first.Acknowledge(new TopicPartition(_topic, 0), 0, AcknowledgeType.Accept));
        }

        await using ShareConsumer<string?, string?> second = NewConsumer();
        List<(string, int)> rest = [];
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(second, 3))
        {
            rest.Add((record.Value!, record.DeliveryCount));
        }

        Assert.Equal([("0002", 2), ("0003", 2), ("0004", 2)], rest);
        Assert.Equal([null], (await second.CommitAsync()).Values);
        await UntilDoneAsync();
    }

    [Fact]
    public async Task Unsubscribe_releases_and_another_subscription_begins_anew()
    {
        await PrepareAsync(1);
        await ProduceAsync(2);
        await using ShareConsumer<string?, string?> consumer = NewConsumer(Explicit);
        consumer.Acknowledge(await NextAsync(consumer));
        await consumer.UnsubscribeAsync();
        Assert.Empty(consumer.Subscription);
        Assert.Empty(consumer.MemberId);
        consumer.Subscribe(_topic);
        ConsumeResult<string?, string?> again = await NextAsync(consumer);
        Assert.Equal((1L, 2), (again.Offset, again.DeliveryCount));
    }

    [Fact]
    public async Task Subscription_may_change_and_topics_may_appear_later()
    {
        string later = _topic + "-later";
        await PrepareAsync(1);
        await ProduceAsync(1);
        await using ShareConsumer<string?, string?> consumer = NewConsumer(o => o.AllowAutoCreateTopics = false);
        await NextAsync(consumer);
        consumer.Subscribe(_topic, later);
        using var stop = new CancellationTokenSource(Patience);
        Task<ConsumeResult<string?, string?>> next = NextAsync(consumer);
        await CreateTopicAsync(later, 2);
        await using (Producer<string?, string?> producer = NewProducer())
        {
            await producer.SendAsync(later, null, "late");
        }

        Assert.Equal("late", (await next).Value);
        Assert.Equal(3, consumer.Assignment.Count);
    }

    [Fact]
    public async Task Record_that_cannot_be_deserialized_is_named_and_can_be_rejected()
    {
        await PrepareAsync(1);
        await using (Producer<string?, string?> producer = NewProducer())
        {
            await producer.PostAsync(new(_topic, null, "1234"));
            await producer.PostAsync(new(_topic, null, "oops!"));
            await producer.PostAsync(new(_topic, null, "5678"));
        }

        await using var consumer = new ShareConsumer<string?, int>(Options(Explicit), Deserializers.String, Deserializers.Int32);
        consumer.Subscribe(_topic);
        List<long> offsets = [];
        RecordDeserializationException error = await Assert.ThrowsAsync<RecordDeserializationException>(TakeAsync);
        Assert.Equal(new TopicPartitionOffset(_topic, 0, 1), error.Record);
        consumer.Acknowledge(error.Record.TopicPartition, error.Record.Offset, AcknowledgeType.Reject);
        await TakeAsync();
        Assert.Equal([0, 2], offsets);
        Assert.Equal([null], (await consumer.CommitAsync()).Values);
        await UntilDoneAsync();

        async Task TakeAsync()
        {
            using var timeout = new CancellationTokenSource(Patience);
            await foreach (ConsumeResult<string?, int> record in consumer.ConsumeAsync(timeout.Token))
            {
                consumer.Acknowledge(record);
                offsets.Add(record.Offset);
                if (record.Offset == 2)
                {
                    return;
                }
            }
        }
    }

    [Theory]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Batches_hold_no_more_than_the_limit_whatever_the_compression(CompressionType compression)
    {
        await PrepareAsync(2);
        await ProduceAsync(100, partitions: 2, configure: o => o.CompressionType = compression);
        await using ShareConsumer<string?, string?> consumer = NewConsumer(o => (o.MaxPollRecords, o.AcquireMode) = (7, ShareAcquireMode.RecordLimit));
        List<string> values = [];
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeBatch<string?, string?> batch in consumer.ConsumeBatchesAsync(timeout.Token))
        {
            Assert.InRange(batch.Count, 1, 7);
            foreach (ConsumeResult<string?, string?> record in batch.Records.ToArray())
            {
                Assert.Equal((batch.TopicPartition, 1), (record.TopicPartition, record.DeliveryCount));
                values.Add(record.Value!);
            }

            if (values.Count == 100)
            {
                break;
            }
        }

        Assert.Equal(Values(100), values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Markers_of_transactions_are_passed_over()
    {
        await PrepareAsync(1, ("share.isolation.level", "read_committed"));
        await using (Producer<string?, string?> producer = NewProducer(o => o.TransactionalId = "id-" + _topic))
        {
            await producer.InitTransactionsAsync();
            for (int round = 0; round < 4; round++)
            {
                producer.BeginTransaction();
                await producer.SendAsync(_topic, null, $"{round}");
                await (round % 2 == 0 ? producer.CommitTransactionAsync() : producer.AbortTransactionAsync());
            }
        }

        await using ShareConsumer<string?, string?> consumer = NewConsumer();
        List<string> values = [];
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(consumer, 2))
        {
            values.Add(record.Value!);
        }

        Assert.Equal(["0", "2"], values);
        await consumer.CommitAsync();
        using var stop = new CancellationTokenSource(Patience);
        Task draining = DrainAsync(consumer, stop.Token);
        await UntilDoneAsync();
        await stop.CancelAsync();
        await draining;
    }

    [Fact]
    public async Task Consumer_goes_on_when_the_broker_comes_back()
    {
        await PrepareAsync(2);
        await ProduceAsync(40, partitions: 2);
        await using ShareConsumer<string?, string?> consumer = NewConsumer(o => (o.MaxPollRecords, o.AcquireMode) = (5, ShareAcquireMode.RecordLimit));
        HashSet<string> committed = [];
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(consumer, 10))
        {
            committed.Add(record.Value!);
            Assert.Equal([null], (await consumer.CommitAsync()).Values);
        }

        await broker.RestartAsync();
        await ProduceAsync(20, partitions: 2, from: 40);
        HashSet<string> after = [];
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
        {
            after.Add(record.Value!);
            if (after.Count == 50)
            {
                break;
            }
        }

        Assert.Empty(after.Intersect(committed));
        Assert.Equal(Values(60), after.Union(committed).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Records_of_a_consumer_that_dies_without_a_word_go_to_another()
    {
        await PrepareAsync(1);
        await ProduceAsync(3);
        await using var wire = new VersionProxy(int.Parse(broker.BootstrapServers.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), null);
        await using ShareConsumer<string?, string?> dying = NewConsumer(o =>
        {
            Explicit(o);
            o.BootstrapServers = wire.BootstrapServers;
            o.RequestTimeout = TimeSpan.FromSeconds(5);
        });
        dying.Acknowledge(await NextAsync(dying));
        Assert.Equal([null], (await dying.CommitAsync()).Values);
        await wire.DisposeAsync();

        await using ShareConsumer<string?, string?> other = NewConsumer();
        List<(string, int)> rest = [];
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(other, 2))
        {
            rest.Add((record.Value!, record.DeliveryCount));
        }

        Assert.Equal([("0001", 2), ("0002", 2)], rest);
    }

    [Fact]
    public async Task Group_of_another_kind_is_refused()
    {
        await PrepareAsync(1);
        await ProduceAsync(1);
        await using var member = new Consumer<string?, string?>(
            new ConsumerOptions { BootstrapServers = broker.BootstrapServers, GroupId = Group, AutoOffsetReset = AutoOffsetReset.Earliest },
            Deserializers.String, Deserializers.String);
        member.Subscribe(_topic);
        using var stop = new CancellationTokenSource(Patience);
        await using IAsyncEnumerator<ConsumeResult<string?, string?>> records = member.ConsumeAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await records.MoveNextAsync());
        await using ShareConsumer<string?, string?> consumer = NewConsumer();
        KafkaException refused = await Assert.ThrowsAsync<KafkaException>(() => NextAsync(consumer));
        Assert.Equal(ErrorCode.GroupIdNotFound, refused.ErrorCode);
    }

    private static void Explicit(ShareConsumerOptions options) => options.AcknowledgementMode = ShareAcknowledgementMode.Explicit;

    private static IEnumerable<string> Values(int count) => Enumerable.Range(0, count).Select(Value);

    private static string Value(int i) => i.ToString("D4", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task DrainAsync(ShareConsumer<string?, string?> consumer, CancellationToken cancellationToken)
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

    private static async IAsyncEnumerable<ConsumeResult<string?, string?>> ReadAsync(ShareConsumer<string?, string?> consumer, int count)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(timeout.Token))
        {
            yield return record;
            if (--count == 0)
            {
                break;
            }
        }
    }

    private static async Task<ConsumeResult<string?, string?>> NextAsync(ShareConsumer<string?, string?> consumer)
    {
        await foreach (ConsumeResult<string?, string?> record in ReadAsync(consumer, 1))
        {
            return record;
        }

        throw new InvalidOperationException("The enumeration has ended.");
    }

    private ShareConsumerOptions Options(Action<ShareConsumerOptions>? configure)
    {
        var options = new ShareConsumerOptions { BootstrapServers = broker.BootstrapServers, GroupId = Group };
        configure?.Invoke(options);
        return options;
    }

    private ShareConsumer<string?, string?> NewConsumer(Action<ShareConsumerOptions>? configure = null)
    {
        var consumer = new ShareConsumer<string?, string?>(Options(configure), Deserializers.String, Deserializers.String);
        consumer.Subscribe(_topic);
        return consumer;
    }

    private Producer<string?, string?> NewProducer(Action<ProducerOptions>? configure = null)
    {
        var options = new ProducerOptions { BootstrapServers = broker.BootstrapServers };
        configure?.Invoke(options);
        return new Producer<string?, string?>(options, Serializers.String, Serializers.String);
    }

    private AdminClient NewAdmin() => new(new AdminOptions { BootstrapServers = broker.BootstrapServers });

    private async Task CreateTopicAsync(string topic, int partitions)
    {
        await using AdminClient admin = NewAdmin();
        await admin.CreateTopicAsync(new NewTopic(topic, partitions, 1));
    }

    /// <summary>A topic, and a group that begins with its first record.</summary>
    private async Task PrepareAsync(int partitions, params (string Key, string Value)[] configs)
    {
        await CreateTopicAsync(_topic, partitions);
        await using AdminClient admin = NewAdmin();
        await admin.AlterConfigsAsync(
            ConfigResource.Group(Group),
            [ConfigChange.Set("share.auto.offset.reset", "earliest"), .. configs.Select(static config => ConfigChange.Set(config.Key, config.Value))]);
    }

    private async Task ProduceAsync(int count, int partitions = 1, int from = 0, Action<ProducerOptions>? configure = null)
    {
        await using Producer<string?, string?> producer = NewProducer(configure);
        for (int i = from; i < from + count; i++)
        {
            await producer.PostAsync(new(_topic, null, Value(i)) { Partition = i % partitions });
        }

        await producer.FlushAsync();
    }

    /// <summary>Waits until the group is done with everything. The start offset would not tell: Apache Kafka shows one that moves with the next write only.</summary>
    private async Task UntilDoneAsync()
    {
        await using AdminClient admin = NewAdmin();
        using var timeout = new CancellationTokenSource(Patience);
        ShareGroupOffset seen = default;
        while (seen.Lag != 0)
        {
            Assert.False(timeout.IsCancellationRequested, $"The group has come to {seen.StartOffset} with {seen.Lag} records to go.");
            await Task.Delay(50, CancellationToken.None);
            seen = (await admin.ListShareGroupOffsetsAsync(Group, CancellationToken.None)).GetValueOrDefault(new TopicPartition(_topic, 0));
        }
    }
}
