using Weir.Client;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Connect;

/// <summary>Reads a topic from its beginning; records of open and aborted transactions are left out.</summary>
/// <remarks>Thread model: one test owns it.</remarks>
internal sealed class TopicReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<ConsumeResult<string?, string?>> _records = [];
    private readonly Consumer<string?, string?> _consumer;

    private TopicReader(string bootstrapServers, string topic, int partitions)
    {
        var options = new ConsumerOptions
        {
            BootstrapServers = bootstrapServers,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        _consumer = new Consumer<string?, string?>(options, Deserializers.String, Deserializers.String);
        _consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)));
    }

    /// <summary>Opens a topic once it is there with so many partitions.</summary>
    public static async Task<TopicReader> OpenAsync(string bootstrapServers, string topic, int partitions)
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = bootstrapServers });
        await Eventually.HoldsAsync(
            async () => (await admin.ListTopicsAsync()).Any(listed => listed.Name == topic && listed.PartitionCount == partitions),
            () => $"there is no topic {topic} of {partitions} partitions");
        return new TopicReader(bootstrapServers, topic, partitions);
    }

    /// <summary>Reads on until all that has been read is enough; the records of each partition come in its order.</summary>
    public async Task<IReadOnlyList<ConsumeResult<string?, string?>>> UntilAsync(Func<IReadOnlyList<ConsumeResult<string?, string?>>, bool> enough)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var records = _consumer.ConsumeAsync(limit.Token).GetAsyncEnumerator(limit.Token);
            while (!enough(_records) && await records.MoveNextAsync())
            {
                _records.Add(records.Current);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            var last = _records.TakeLast(5).Select(record => $"{record.Key}: {record.Value}");
            Assert.Fail($"after {_records.Count} records nothing came for {Patience.TotalSeconds} s; the last: {string.Join("; ", last)}");
        }

        return _records;
    }

    public ValueTask DisposeAsync() => _consumer.DisposeAsync();
}
