using Weir.Protocol;

namespace Weir.Client.Tests.Brokers;

/// <summary>What transactions have to do the same way on every broker.</summary>
public abstract class TransactionSuite<TBroker>(TBroker broker)
    where TBroker : class, IBrokerUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _topic = "t-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Commit_shows_everything_and_abort_nothing()
    {
        await CreateTopicAsync(_topic, 2);
        await using Producer<string?, string?> producer = await StartAsync("id-" + _topic);
        string[] committed = [];
        for (int round = 0; round < 6; round++)
        {
            producer.BeginTransaction();
            string[] values = [.. Enumerable.Range(0, 20).Select(i => $"{round}-{i}")];
            foreach (string value in values)
            {
                await producer.PostAsync(new(_topic, value, value));
            }

            if (round % 2 == 0)
            {
                await producer.CommitTransactionAsync().WaitAsync(Patience);
                committed = [.. committed, .. values];
            }
            else
            {
                await producer.FlushAsync().WaitAsync(Patience); // So that there is something in the log to be hidden.
                await producer.AbortTransactionAsync().WaitAsync(Patience);
            }
        }

        Assert.Equal(committed.Order(), (await UntilReadAsync(_topic, committed.Length)).Order());
        Assert.Equal(120, (await ReadAsync(_topic, IsolationLevel.ReadUncommitted)).Count);
    }

    [Fact]
    public async Task Abort_drops_what_was_not_sent_yet()
    {
        await CreateTopicAsync(_topic, 1);
        await using Producer<string?, string?> producer = await StartAsync("id-" + _topic, static options => options.Linger = TimeSpan.FromSeconds(10));
        producer.BeginTransaction();
        KafkaException? dropped = null;
        await producer.PostAsync(new(_topic, null, "never"), report => dropped = report.Error);
        await producer.AbortTransactionAsync().WaitAsync(Patience);
        Assert.IsType<TransactionAbortableException>(dropped);

        await SendInTransactionAsync(producer, "after");
        Assert.Equal(["after"], await UntilReadAsync(_topic, 1));
    }

    [Fact]
    public async Task Consume_transform_produce_with_crashes_in_the_middle_is_exactly_once()
    {
        const int Count = 400;
        string output = _topic + "-out";
        await CreateTopicAsync(_topic, 2);
        await CreateTopicAsync(output, 2);
        await using (Producer<string?, string?> feed = NewProducer())
        {
            for (int i = 0; i < Count; i++)
            {
                await feed.PostAsync(new(_topic, $"{i}", $"{i}"));
            }
        }

        List<Producer<string?, string?>> crashed = [];
        int done = 0;
        for (int life = 0; done < Count; life++)
        {
            Producer<string?, string?> producer = await StartAsync("id-" + _topic);
            crashed.Add(producer);
            done += await LiveAsync(producer, output, transactionsBeforeCrash: 3 + (life % 3), Count - done);
        }

        Assert.True(crashed.Count > 2, "The work was done before it could crash.");
        List<string> copied = await UntilReadAsync(output, Count);
        Assert.Equal(Enumerable.Range(0, Count).Select(static i => $"{i}!").Order(), copied.Order());
        foreach (Producer<string?, string?> zombie in crashed)
        {
            await zombie.DisposeAsync();
        }

        Assert.Equal(Count, (await ReadAsync(output, IsolationLevel.ReadCommitted)).Count);
    }

    [Fact]
    public async Task Zombie_is_fenced_and_leaves_nothing()
    {
        await CreateTopicAsync(_topic, 1);
        await using Producer<string?, string?> zombie = await StartAsync("id-" + _topic);
        zombie.BeginTransaction();
        await zombie.SendAsync(_topic, null, "zombie").AsTask().WaitAsync(Patience);

        await using Producer<string?, string?> heir = await StartAsync("id-" + _topic);
        await Assert.ThrowsAsync<ProducerFencedException>(() => zombie.CommitTransactionAsync().WaitAsync(Patience));
        Assert.Throws<ProducerFencedException>(zombie.BeginTransaction);
        await Assert.ThrowsAsync<ProducerFencedException>(() => zombie.AbortTransactionAsync().WaitAsync(Patience));

        await SendInTransactionAsync(heir, "heir");
        Assert.Equal(["heir"], await UntilReadAsync(_topic, 1));
    }

    [Fact]
    public async Task Zombie_that_still_sends_has_to_abort_and_is_fenced_then()
    {
        await CreateTopicAsync(_topic, 1);
        await using Producer<string?, string?> zombie = await StartAsync("id-" + _topic);
        zombie.BeginTransaction();
        await zombie.SendAsync(_topic, null, "zombie").AsTask().WaitAsync(Patience);
        await using Producer<string?, string?> heir = await StartAsync("id-" + _topic);

        await Assert.ThrowsAnyAsync<KafkaException>(() => zombie.SendAsync(_topic, null, "late").AsTask().WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<KafkaException>(() => zombie.CommitTransactionAsync().WaitAsync(Patience));
        await Assert.ThrowsAsync<ProducerFencedException>(() => zombie.AbortTransactionAsync().WaitAsync(Patience));
        await SendInTransactionAsync(heir, "heir");
        Assert.Equal(["heir"], await UntilReadAsync(_topic, 1));
    }

    [Fact]
    public async Task Offsets_of_a_member_that_the_group_does_not_know_end_only_the_transaction()
    {
        await CreateTopicAsync(_topic, 1);
        await using Producer<string?, string?> producer = await StartAsync("id-" + _topic);
        var offsets = new Dictionary<TopicPartition, OffsetAndMetadata> { [new TopicPartition(_topic, 0)] = new(3) };
        producer.BeginTransaction();
        await producer.PostAsync(new(_topic, null, "lost"));
        TransactionAbortableException error = await Assert.ThrowsAsync<TransactionAbortableException>(() => producer.SendOffsetsToTransactionAsync(
            offsets, new ConsumerGroupMetadata("g-" + _topic, 5, "nobody")).WaitAsync(Patience));
        Assert.Equal(ErrorCode.IllegalGeneration, error.ErrorCode); // A group without members has no generation 5.
        await Assert.ThrowsAsync<TransactionAbortableException>(() => producer.CommitTransactionAsync().WaitAsync(Patience));
        await producer.AbortTransactionAsync().WaitAsync(Patience);

        producer.BeginTransaction();
        await producer.PostAsync(new(_topic, null, "kept"));
        await producer.SendOffsetsToTransactionAsync(offsets, new ConsumerGroupMetadata("g-" + _topic)).WaitAsync(Patience);
        await producer.CommitTransactionAsync().WaitAsync(Patience);
        Assert.Equal(["kept"], await UntilReadAsync(_topic, 1));
        await using Consumer<string?, string?> consumer = NewConsumer("g-" + _topic, IsolationLevel.ReadCommitted);
        Assert.Equal(3, Assert.Single(await consumer.CommittedAsync(offsets.Keys)).Value.Offset);
    }

    [Fact]
    public async Task Record_that_is_refused_ends_only_the_transaction()
    {
        await using (var admin = new AdminClient(new AdminOptions { BootstrapServers = broker.BootstrapServers }))
        {
            await admin.CreateTopicAsync(new NewTopic(_topic, 1, 1) { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "2000" } });
        }

        await using Producer<string?, string?> producer = await StartAsync("id-" + _topic);
        for (int round = 0; round < 3; round++)
        {
            producer.BeginTransaction();
            await producer.PostAsync(new(_topic, null, "lost"));
            await producer.PostAsync(new(_topic, null, new string('x', 5000)));
            TransactionAbortableException error =
                await Assert.ThrowsAsync<TransactionAbortableException>(() => producer.CommitTransactionAsync().WaitAsync(Patience));
            Assert.Equal(ErrorCode.MessageTooLarge, error.ErrorCode);
            await Assert.ThrowsAsync<TransactionAbortableException>(() => producer.PostAsync(new(_topic, null, "no")).AsTask());
            await producer.AbortTransactionAsync().WaitAsync(Patience);
            await SendInTransactionAsync(producer, $"kept-{round}");
        }

        Assert.Equal(["kept-0", "kept-1", "kept-2"], await UntilReadAsync(_topic, 3));
    }

    [Fact]
    public async Task Open_transaction_hides_what_comes_behind_it_and_Dispose_aborts_it()
    {
        await CreateTopicAsync(_topic, 1);
        Producer<string?, string?> producer = await StartAsync("id-" + _topic);
        producer.BeginTransaction();
        await producer.SendAsync(_topic, null, "open").AsTask().WaitAsync(Patience);
        await using (Producer<string?, string?> plain = NewProducer())
        {
            await plain.SendAsync(_topic, null, "plain").AsTask().WaitAsync(Patience);
        }

        Assert.Empty(await ReadAsync(_topic, IsolationLevel.ReadCommitted));
        Assert.Equal(["open", "plain"], await ReadAsync(_topic, IsolationLevel.ReadUncommitted));
        await producer.DisposeAsync();
        Assert.Equal(["plain"], await UntilReadAsync(_topic, 1));
    }

    [Fact]
    public async Task Empty_transactions_and_wrong_order_of_calls_do_no_harm()
    {
        await CreateTopicAsync(_topic, 1);
        await using Producer<string?, string?> producer = NewProducer("id-" + _topic);
        Assert.Throws<InvalidOperationException>(producer.BeginTransaction);
        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.SendAsync(_topic, null, "x").AsTask());
        await producer.InitTransactionsAsync().WaitAsync(Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.SendAsync(_topic, null, "x").AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.CommitTransactionAsync());
        producer.BeginTransaction();
        Assert.Throws<InvalidOperationException>(producer.BeginTransaction);
        await producer.CommitTransactionAsync().WaitAsync(Patience);
        producer.BeginTransaction();
        await producer.AbortTransactionAsync().WaitAsync(Patience);
        await SendInTransactionAsync(producer, "x");
        Assert.Equal(["x"], await UntilReadAsync(_topic, 1));

        await using Producer<string?, string?> plain = NewProducer();
        Assert.Throws<InvalidOperationException>(plain.BeginTransaction);
    }

    /// <summary>One life of a copying program: some transactions, then a crash in the middle of one.</summary>
    /// <returns>How many records it has copied for good.</returns>
    private async Task<int> LiveAsync(Producer<string?, string?> producer, string output, int transactionsBeforeCrash, int left)
    {
        await using Consumer<string?, string?> consumer = NewConsumer("g-" + _topic, IsolationLevel.ReadCommitted, static options =>
        {
            options.MaxPollRecords = 25;
            options.EnableAutoCommit = false;
        });
        consumer.Subscribe(_topic);
        int done = 0;
        using var timeout = new CancellationTokenSource(Patience);
        await foreach (ConsumeBatch<string?, string?> batch in consumer.ConsumeBatchesAsync(timeout.Token))
        {
            producer.BeginTransaction();
            foreach (ConsumeResult<string?, string?> record in batch.Records.Span.ToArray())
            {
                await producer.PostAsync(new(output, record.Key, record.Value + "!"));
            }

            await producer.SendOffsetsToTransactionAsync(
                new Dictionary<TopicPartition, OffsetAndMetadata> { [batch.TopicPartition] = new(batch.Records.Span[^1].Offset + 1) },
                consumer.GroupMetadata);
            if (transactionsBeforeCrash-- == 0)
            {
                await producer.FlushAsync(timeout.Token);
                break;
            }

            await producer.CommitTransactionAsync(timeout.Token);
            done += batch.Count;
            if (done == left)
            {
                break;
            }
        }

        return done;
    }

    private async Task SendInTransactionAsync(Producer<string?, string?> producer, string value)
    {
        producer.BeginTransaction();
        await producer.PostAsync(new(_topic, null, value));
        await producer.CommitTransactionAsync().WaitAsync(Patience);
    }

    /// <summary>All that can be read: up to the high watermark, or to the last stable offset.</summary>
    private async Task<List<string>> ReadAsync(string topic, IsolationLevel isolation)
    {
        await using Consumer<string?, string?> consumer = NewConsumer(null, isolation);
        IReadOnlyList<TopicPartition> partitions = await consumer.PartitionsAsync(topic);
        IReadOnlyDictionary<TopicPartition, long> ends = await consumer.EndOffsetsAsync(partitions);
        consumer.Assign(partitions);
        List<string> values = [];
        using var timeout = new CancellationTokenSource(Patience);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token);
        Task watch = Task.Run(async () =>
        {
            while (!await AllReadAsync(consumer, ends, timeout.Token))
            {
                await Task.Delay(20, timeout.Token);
            }

            await finished.CancelAsync();
        });
        try
        {
            await foreach (ConsumeResult<string?, string?> record in consumer.ConsumeAsync(finished.Token))
            {
                values.Add(record.Value!);
            }
        }
        catch (OperationCanceledException) when (!timeout.IsCancellationRequested)
        {
            // Every partition has been read to its end.
        }

        await watch;
        return values;
    }

    private static async Task<bool> AllReadAsync(
        Consumer<string?, string?> consumer, IReadOnlyDictionary<TopicPartition, long> ends, CancellationToken cancellationToken)
    {
        foreach ((TopicPartition partition, long end) in ends)
        {
            if (await consumer.PositionAsync(partition, cancellationToken) < end)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads what is committed; the markers of a transaction are written a moment after its end is answered.</summary>
    private async Task<List<string>> UntilReadAsync(string topic, int count)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            List<string> values = await ReadAsync(topic, IsolationLevel.ReadCommitted);
            if (values.Count >= count)
            {
                return values;
            }

            await Task.Delay(50, timeout.Token);
        }
    }

    private async Task<Producer<string?, string?>> StartAsync(string transactionalId, Action<ProducerOptions>? configure = null)
    {
        Producer<string?, string?> producer = NewProducer(transactionalId, configure);
        await producer.InitTransactionsAsync().WaitAsync(Patience);
        return producer;
    }

    private Producer<string?, string?> NewProducer(string? transactionalId = null, Action<ProducerOptions>? configure = null)
    {
        var options = new ProducerOptions { BootstrapServers = broker.BootstrapServers, TransactionalId = transactionalId };
        configure?.Invoke(options);
        return new Producer<string?, string?>(options, Serializers.String, Serializers.String);
    }

    private Consumer<string?, string?> NewConsumer(string? group, IsolationLevel isolation, Action<ConsumerOptions>? configure = null)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = isolation,
            SessionTimeout = TimeSpan.FromSeconds(10),
        };
        configure?.Invoke(options);
        return new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
    }

    private async Task CreateTopicAsync(string topic, int partitions)
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = broker.BootstrapServers });
        await admin.CreateTopicAsync(new NewTopic(topic, partitions, 1));
    }
}
