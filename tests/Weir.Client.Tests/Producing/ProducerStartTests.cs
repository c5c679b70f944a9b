using Microsoft.Extensions.Logging;
using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Producing;

/// <summary>What a producer does before the first record is on its way, and how topics are named on the wire.</summary>
public sealed class ProducerStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true, 13)]
    [InlineData(false, 12)]
    public async Task SendAsync_goes_by_topic_id_only_when_the_id_is_known(bool hasId, short expectedVersion)
    {
        await using var broker = new FakeBroker();
        broker.TopicId = hasId ? broker.TopicId : Guid.Empty;
        var log = new FakeLog();
        short seen = -1;
        broker.On<ProduceRequest, ProduceResponse>((request, version) =>
        {
            seen = version;
            Assert.Equal(hasId ? broker.TopicId : Guid.Empty, request.TopicData[0].TopicId);
            return FakeLog.Answer(request, p => log.Append(p.Index, p.Records!.Value));
        });
        await using Producer<string?, string?> producer = NewProducer(broker);

        await producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience);
        Assert.Equal(expectedVersion, seen);
        Assert.Equal(["a"], log.Values);
    }

    [Fact]
    public async Task SendAsync_topic_created_anew_is_sent_to_under_its_new_id()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => request.TopicData[0].TopicId == broker.TopicId
            ? log.Append(p.Index, p.Records!.Value)
            : new() { Index = p.Index, ErrorCode = ErrorCode.UnknownTopicId }));
        await using Producer<string?, string?> producer = NewProducer(broker);
        await producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience);

        broker.TopicId = Guid.NewGuid();
        await producer.SendAsync("t", null, "b").AsTask().WaitAsync(Patience);
        Assert.Equal(["a", "b"], log.Values);
    }

    [Fact]
    public async Task SendAsync_broker_asks_to_bootstrap_again_is_found_again()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        int asked = 0;
        broker.On<MetadataRequest, MetadataResponse>((request, _) =>
            Interlocked.Increment(ref asked) == 1 ? new MetadataResponse { ErrorCode = ErrorCode.RebootstrapRequired } : broker.Metadata(request));
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => log.Append(p.Index, p.Records!.Value)));
        await using Producer<string?, string?> producer = NewProducer(broker);

        await producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience);
        Assert.Equal(["a"], log.Values);
        Assert.Equal(3, broker.Connections); // The one that was told to leave, the next, and the one for data.
    }

    [Fact]
    public async Task SendAsync_producer_ids_not_handed_out_yet_are_waited_for_without_a_warning()
    {
        await using var broker = new FakeBroker();
        var log = new FakeLog();
        int asked = 0;
        broker.On<InitProducerIdRequest, InitProducerIdResponse>((_, _) => Interlocked.Increment(ref asked) < 4
            ? new InitProducerIdResponse { ErrorCode = ErrorCode.CoordinatorLoadInProgress }
            : new InitProducerIdResponse { ProducerId = 7 });
        broker.On<ProduceRequest, ProduceResponse>((request, _) => FakeLog.Answer(request, p => log.Append(p.Index, p.Records!.Value)));
        using var entries = new LogRecorder();
        await using Producer<string?, string?> producer = NewProducer(broker, logs: entries);

        await producer.SendAsync("t", null, "a").AsTask().WaitAsync(Patience);
        Assert.Equal(4, asked);
        Assert.Empty(entries.At(LogLevel.Warning));
    }

    [Fact]
    public async Task PostAsync_metadata_that_never_comes_is_named_as_the_cause()
    {
        await using var broker = new FakeBroker();
        broker.On<MetadataRequest, MetadataResponse>(static (_, _) => null);
        await using Producer<string?, string?> producer = NewProducer(broker, static options => options.MaxBlock = TimeSpan.FromMilliseconds(300));

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => producer.PostAsync(new("t", null, "a")).AsTask().WaitAsync(Patience));
        Assert.Equal(ErrorCode.RequestTimedOut, error.ErrorCode);
        Assert.Contains("No metadata of topic 't'", error.Message, StringComparison.Ordinal);
        Assert.Contains("max.block.ms (300 ms)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("buffer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostAsync_buffer_full_for_want_of_a_leader_names_the_partition()
    {
        await using var broker = new FakeBroker { LeaderId = -1 };
        await using Producer<string?, string?> producer = NewProducer(broker, static options =>
        {
            options.MaxBlock = TimeSpan.FromMilliseconds(300);
            options.BufferMemory = 40_000;
            options.DeliveryTimeout = TimeSpan.FromSeconds(1.5);
            options.RequestTimeout = TimeSpan.FromSeconds(1);
        });
        string value = new('x', 30_000);
        await producer.PostAsync(new("t", null, value));

        KafkaException error = await Assert.ThrowsAsync<KafkaException>(() => producer.PostAsync(new("t", null, value)).AsTask().WaitAsync(Patience));
        Assert.Contains("partition 0 of the topic has no leader", error.Message, StringComparison.Ordinal);
    }

    private static Producer<string?, string?> NewProducer(FakeBroker broker, Action<ProducerOptions>? configure = null, ILoggerFactory? logs = null)
    {
        var options = new ProducerOptions { BootstrapServers = broker.BootstrapServers, RetryBackoff = TimeSpan.FromMilliseconds(5) };
        configure?.Invoke(options);
        return new Producer<string?, string?>(options, Serializers.String, Serializers.String, logs);
    }
}
