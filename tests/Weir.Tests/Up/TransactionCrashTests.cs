using System.Globalization;
using Weir.Client;
using Weir.Tests.Support;
using Weir.TestSupport;

namespace Weir.Tests.Up;

/// <summary>
/// Kills <c>weir up --durability disk</c> again and again while programs copy a topic in transactions, offsets included, some of which they abort. Whatever point the
/// broker dies at, a reader of <c>read_committed</c> sees each copy exactly once.
/// </summary>
public sealed class TransactionCrashTests : IDisposable
{
    private const int Rounds = 6;
    private const int Partitions = 2;
    private const int Inputs = 3_000;
    private const string Group = "copiers";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _port = FreePorts.Take(1).ToString(CultureInfo.InvariantCulture);
    private int _posted;

    private string Servers => "127.0.0.1:" + _port;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Up_killed_under_transactions_copies_every_record_exactly_once()
    {
        var random = new Random(4712);
        var broker = await UpAsync();
        using var enough = new CancellationTokenSource();
        Task[] copying = [];
        try
        {
            await FillAsync();
            copying = [.. Enumerable.Range(0, Partitions).Select(partition => CopyUntilAsync(partition, enough.Token))];
            for (var round = 0; round < Rounds; round++)
            {
                await UntilPostedAsync(Volatile.Read(ref _posted) + 20 + random.Next(300));
                await broker.KillAsync();
                await broker.DisposeAsync();
                broker = await UpAsync();
            }
            await UntilAllAreCommittedAsync();
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(copying);
        }
        var copies = await ReadAsync(IsolationLevel.ReadCommitted);
        Assert.Equal(Enumerable.Range(0, Inputs), copies.Select(int.Parse).Order());
        Assert.True((await ReadAsync(IsolationLevel.ReadUncommitted)).Count > Inputs, "nothing was aborted");
        (await broker.TerminateAsync()).Succeeded();
        await broker.DisposeAsync();
    }

    private async Task<WeirProcess> UpAsync()
    {
        var broker = WeirProcess.Start("up", "--data", _directory["data"], "--port", _port, "--durability", "disk");
        await broker.ListeningAsync();
        return broker;
    }

    private async Task FillAsync()
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = Servers });
        await admin.CreateTopicAsync(new NewTopic("in", Partitions));
        await admin.CreateTopicAsync(new NewTopic("out", Partitions));
        await using var producer = new Producer<string?, string?>(new ProducerOptions { BootstrapServers = Servers }, Serializers.String, Serializers.String);
        for (var i = 0; i < Inputs; i++)
        {
            var value = i.ToString(CultureInfo.InvariantCulture);
            await producer.PostAsync(new ProducerRecord<string?, string?>("in", value, value));
        }
        await producer.FlushAsync();
    }

    private async Task CopyUntilAsync(int partition, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await CopyAsync(partition, enough);
            }
            catch (Exception error) when (error is KafkaException or OperationCanceledException)
            {
                // The broker died, or all is done: what is open is aborted by this program's next life, or by its end.
            }
        }
    }

    // One life of a copying program, to its first error.
    private async Task CopyAsync(int partition, CancellationToken enough)
    {
        var options = new ProducerOptions
        {
            BootstrapServers = Servers,
            TransactionalId = $"copier-{partition}",
            MaxBlock = TimeSpan.FromSeconds(10),
        };
        await using var producer = new Producer<string?, string?>(options, Serializers.String, Serializers.String);
        await producer.InitTransactionsAsync(enough);
        await using var consumer = new Consumer<string?, string?>(
            new ConsumerOptions { BootstrapServers = Servers, GroupId = Group, EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest, IsolationLevel = IsolationLevel.ReadCommitted, MaxPollRecords = 15 },
            Deserializers.String,
            Deserializers.String);
        consumer.Assign([new TopicPartition("in", partition)]);
        var turn = 0;
        await foreach (var batch in consumer.ConsumeBatchesAsync(enough))
        {
            producer.BeginTransaction();
            foreach (var record in batch.Records.ToArray())
            {
                await producer.PostAsync(new ProducerRecord<string?, string?>("out", record.Key, record.Value), cancellationToken: enough);
                Interlocked.Increment(ref _posted);
            }
            await producer.SendOffsetsToTransactionAsync(
                new Dictionary<TopicPartition, OffsetAndMetadata> { [batch.TopicPartition] = new(batch.Records.Span[^1].Offset + 1) }, consumer.GroupMetadata, enough);
            if (++turn % 5 == 0)
            {
                await producer.FlushAsync(enough);
                await producer.AbortTransactionAsync(enough);
                consumer.Seek(batch.TopicPartition, batch.Records.Span[0].Offset);
            }
            else
            {
                await producer.CommitTransactionAsync(enough);
            }
        }
    }

    private async Task UntilPostedAsync(int count)
    {
        using var patience = new CancellationTokenSource(WeirProcess.Patience);
        while (Volatile.Read(ref _posted) < count)
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private async Task UntilAllAreCommittedAsync()
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = Servers });
        using var patience = new CancellationTokenSource(WeirProcess.Patience * 3);
        while ((await admin.ListGroupOffsetsAsync(Group, cancellationToken: patience.Token)).Values.Sum(offset => offset.Offset) < Inputs)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task<List<string>> ReadAsync(IsolationLevel isolation)
    {
        await using var consumer = new Consumer<string?, string?>(
            new ConsumerOptions { BootstrapServers = Servers, IsolationLevel = isolation }, Deserializers.String, Deserializers.String);
        var values = new List<string>();
        foreach (var partition in await consumer.PartitionsAsync("out"))
        {
            var topicPartition = partition;
            var end = (await consumer.EndOffsetsAsync([topicPartition]))[topicPartition];
            consumer.Assign([new TopicPartitionOffset(topicPartition, 0)]);
            using var reading = new CancellationTokenSource(WeirProcess.Patience);
            await ReadAsync(consumer, topicPartition, end, values, reading);
        }
        return values;
    }

    // The last offsets are markers, so that it is the position that tells the end.
    private static async Task ReadAsync(Consumer<string?, string?> consumer, TopicPartition partition, long end, List<string> values, CancellationTokenSource reading)
    {
        await using var records = consumer.ConsumeAsync(reading.Token).GetAsyncEnumerator(reading.Token);
        while (true)
        {
            var next = records.MoveNextAsync().AsTask();
            while (!next.IsCompleted && await consumer.PositionAsync(partition, reading.Token) < end)
            {
                await Task.WhenAny(next, Task.Delay(10, reading.Token));
            }
            if (!next.IsCompleted)
            {
                await reading.CancelAsync();
                await next.ContinueWith(static _ => { }, TaskScheduler.Default);
                return;
            }
            Assert.True(await next);
            values.Add(records.Current.Value!);
        }
    }
}
