using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Producing;

public sealed class BatchSplitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(ErrorCode.MessageTooLarge, CompressionType.None)]
    [InlineData(ErrorCode.MessageTooLarge, CompressionType.Gzip)]
    [InlineData(ErrorCode.RecordListTooLarge, CompressionType.None)]
    public async Task PostAsync_batches_above_the_brokers_limit_arrive_in_halves_and_in_order(ErrorCode error, CompressionType compression)
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        var random = new Random(5);
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p =>
            p.Records!.Value.Length > 3000 ? new() { Index = p.Index, ErrorCode = error } : log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker, options => options.CompressionType = compression);

        string[] sent = [.. Enumerable.Range(0, 2000).Select(i => $"{i:D5}-{random.NextInt64():x}")];
        List<long> offsets = [];
        foreach (string value in sent)
        {
            await producer.PostAsync(new("t", null, value), static report => ((List<long>)report.State!).Add(report.Metadata.Offset), offsets);
        }

        await producer.FlushAsync().WaitAsync(Patience);
        Assert.Equal(sent, log.Values);
        Assert.Equal(Enumerable.Range(0, sent.Length).Select(static i => (long)i), offsets);
    }

    [Fact]
    public async Task SendAsync_only_the_record_that_is_too_large_by_itself_fails()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p =>
            p.Records!.Value.Length > 2000 ? new() { Index = p.Index, ErrorCode = ErrorCode.MessageTooLarge } : log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker, static options => options.Linger = TimeSpan.FromMilliseconds(50));

        string large = new('x', 3000);
        List<KafkaException?> errors = [];
        foreach (string value in new[] { "a", "b", large, "c", "d" })
        {
            await producer.PostAsync(new("t", null, value), report => errors.Add(report.Error));
        }

        await producer.FlushAsync().WaitAsync(Patience);
        Assert.Equal(["a", "b", "c", "d"], log.Values);
        Assert.Equal([null, null, ErrorCode.MessageTooLarge, null, null], errors.Select(static error => error?.ErrorCode));
    }

    [Fact]
    public async Task PostAsync_later_batches_are_made_small_enough_from_the_start()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        int refused = 0;
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p =>
        {
            if (p.Records!.Value.Length > 40_000)
            {
                refused++;
                return new() { Index = p.Index, ErrorCode = ErrorCode.MessageTooLarge };
            }

            return log.Append(p.Index, p.Records!.Value);
        }));
        await using Producer<string?, string?> producer = NewProducer(broker, static options => options.BatchSize = 100_000);
        string value = new('x', 1000);
        for (int round = 0; round < 10; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                await producer.PostAsync(new("t", null, value));
            }

            await producer.FlushAsync().WaitAsync(Patience);
        }

        Assert.Equal(1000, log.Values.Count);
        Assert.InRange(refused, 1, 6); // The first batch and its halves, and what was on its way meanwhile.
    }

    private static Producer<string?, string?> NewProducer(FakeBroker broker, Action<ProducerOptions>? configure = null)
    {
        var options = new ProducerOptions { BootstrapServers = broker.BootstrapServers, RetryBackoff = TimeSpan.FromMilliseconds(5) };
        configure?.Invoke(options);
        return new Producer<string?, string?>(options, Serializers.String, Serializers.String);
    }
}
