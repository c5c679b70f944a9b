using Microsoft.Extensions.Time.Testing;
using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Producing;

public sealed class ProducerRetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SendAsync_single_record_is_acknowledged_with_its_offset()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker);

        RecordMetadata first = await producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience);
        RecordMetadata second = await producer.SendAsync("t", null, "b").AsTask().WaitAsync(Patience);

        Assert.Equal((0, 1), (first.Offset, second.Offset));
        Assert.Equal(["a", "b"], log.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task PostAsync_random_refusals_and_lost_answers_keep_order_without_loss_or_double(int seed)
    {
        await using var broker = new FakeBroker();
        var random = new Random(seed);
        var log = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>((request, _) =>
        {
            int dice;
            lock (random)
            {
                dice = random.Next(10);
            }

            if (dice == 0)
            {
                return FakeLog.Answer(request, static p => new() { Index = p.Index, ErrorCode = ErrorCode.NotLeaderOrFollower });
            }

            ProduceResponse response = FakeLog.Answer(request, p => FakeLog.RecordCount(p) > 4
                ? new() { Index = p.Index, ErrorCode = ErrorCode.MessageTooLarge }
                : log.Append(p.Index, p.Records!.Value));
            if (dice == 1)
            {
                broker.CutConnections(); // Stored, but the answer is lost.
                return null;
            }

            return response;
        });
        await using Producer<string?, string?> producer = NewProducer(broker, options => options.BatchSize = 200);

        int failed = 0;
        string[] sent = [.. Enumerable.Range(0, 600).Select(static i => $"value-{i:D5}")];
        foreach (string value in sent)
        {
            await producer.PostAsync(new("t", null, value), report => failed += report.IsDelivered ? 0 : 1);
        }

        await producer.FlushAsync().WaitAsync(Patience);
        Assert.Equal(0, failed);
        Assert.Equal(sent, log.Values);
    }

    [Fact]
    public async Task PostAsync_first_batch_refused_is_not_overtaken_by_the_second()
    {
        // A partition that has just been created: its leader refuses once, and would take any sequence of a producer it does not know.
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        int requests = 0;
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => Interlocked.Increment(ref requests) == 1
            ? new() { Index = p.Index, ErrorCode = ErrorCode.UnknownTopicOrPartition }
            : log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker, options => options.BatchSize = 200);

        string[] sent = [.. Enumerable.Range(0, 200).Select(static i => $"value-{i:D5}")];
        foreach (string value in sent)
        {
            await producer.PostAsync(new("t", null, value));
        }

        await producer.FlushAsync().WaitAsync(Patience);
        Assert.Equal(sent, log.Values);
    }

    [Fact]
    public async Task PostAsync_gap_on_the_broker_restarts_sequences_in_the_next_epoch()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker);
        await producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience);

        log.PretendLastSequenceWas(epoch: 0, last: 100);
        await producer.SendAsync("t", null, "b").AsTask().WaitAsync(Patience);
        await producer.SendAsync("t", null, "c").AsTask().WaitAsync(Patience);

        Assert.Equal(["a", "b", "c"], log.Values);
    }

    [Fact]
    public async Task SendAsync_fatal_error_fails_with_code_and_remedy()
    {
        await using var broker = new FakeBroker();
        broker.On<ProduceRequest, ProduceResponse>((request, _) =>
            FakeLog.Answer(request, static p => new() { Index = p.Index, ErrorCode = ErrorCode.MessageTooLarge }));
        await using Producer<string?, string?> producer = NewProducer(broker);

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience));

        Assert.Equal(ErrorCode.MessageTooLarge, error.ErrorCode);
        Assert.Contains("max.message.bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_no_answer_fails_after_the_delivery_timeout()
    {
        await using var broker = new FakeBroker();
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.On<ProduceRequest, ProduceResponse>((_, _) =>
        {
            arrived.TrySetResult();
            return null;
        });
        Producer<string?, string?> producer = NewProducer(broker, time: time);
        Task<RecordMetadata> sent = producer.SendAsync("t", null, "a").AsTask();
        while (!arrived.Task.IsCompleted)
        {
            // Metadata and producer id wait for short pauses on this clock.
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(arrived.Task, Task.Delay(5));
        }

        time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(1));
        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => sent.WaitAsync(Patience));

        Assert.Equal(ErrorCode.RequestTimedOut, error.ErrorCode);
        Assert.Contains("delivery.timeout.ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostAsync_full_buffer_waits_and_fails_after_max_block()
    {
        await using var broker = new FakeBroker();
        broker.On<ProduceRequest, ProduceResponse>(static (_, _) => null);
        Producer<string?, string?> producer = NewProducer(broker, options =>
        {
            options.BufferMemory = 64 * 1024;
            options.MaxBlock = TimeSpan.FromSeconds(1);
        });
        string value = new('x', 30_000);
        await producer.PostAsync(new("t", null, value));
        await producer.PostAsync(new("t", null, value));

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => producer.PostAsync(new("t", null, value)).AsTask().WaitAsync(Patience));

        Assert.Contains("buffer.memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_record_above_max_request_size_fails_at_once()
    {
        await using var broker = new FakeBroker();
        await using Producer<string?, string?> producer = NewProducer(broker, static options => options.MaxRequestSize = 1000);

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => producer.SendAsync("t", null, new string('x', 1000)).AsTask().WaitAsync(Patience));

        Assert.Equal(ErrorCode.MessageTooLarge, error.ErrorCode);
    }

    [Fact]
    public async Task PostAsync_callbacks_of_a_partition_come_in_order()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker, options => options.BatchSize = 300);
        List<long> offsets = [];

        for (int i = 0; i < 500; i++)
        {
            await producer.PostAsync(new("t", null, $"{i}"), static report => ((List<long>)report.State!).Add(report.Metadata.Offset), offsets);
        }

        await producer.FlushAsync().WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 500).Select(static i => (long)i), offsets);
    }

    private static Producer<string?, string?> NewProducer(FakeBroker broker, Action<ProducerOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new ProducerOptions { BootstrapServers = broker.BootstrapServers, RetryBackoff = TimeSpan.FromMilliseconds(5) };
        configure?.Invoke(options);
        return new Producer<string?, string?>(options, Serializers.String, Serializers.String, null, time);
    }
}
