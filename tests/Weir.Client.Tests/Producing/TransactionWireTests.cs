using System.Collections.Concurrent;
using Weir.Client.Tests.Support;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Producing;

/// <summary>Which requests make up a transaction, in which versions and order.</summary>
public sealed class TransactionWireTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeBroker _broker = new();
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly Queue<ErrorCode> _endErrors = new();
    private short _epoch;

    public TransactionWireTests()
    {
        _broker.On<FindCoordinatorRequest, FindCoordinatorResponse>((request, version) =>
        {
            Assert.Equal((3, 1, "tx"), (version, request.KeyType, request.Key));
            return new FindCoordinatorResponse { NodeId = 1, Host = "127.0.0.1", Port = _broker.Port };
        });
        _broker.On<InitProducerIdRequest, InitProducerIdResponse>((request, _) =>
        {
            _seen.Enqueue($"init {request.ProducerId}/{request.ProducerEpoch}");
            return new InitProducerIdResponse { ProducerId = 7, ProducerEpoch = request.ProducerId < 0 ? _epoch : ++_epoch };
        });
        _broker.On<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse>((request, version) =>
        {
            _seen.Enqueue($"add v{version}");
            return new AddPartitionsToTxnResponse
            {
                ResultsByTopicV3AndBelow = [.. request.V3AndBelowTopics.Select(static topic => new AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult
                {
                    Name = topic.Name,
                    ResultsByPartition = [.. topic.Partitions.Select(static p => new AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult { PartitionIndex = p })],
                })],
            };
        });
        _broker.On<ProduceRequest, ProduceResponse>((request, version) => FakeLog.Answer(request, partition =>
        {
            Assert.True(RecordBatchHeader.TryRead(partition.Records!.Value.Span, out RecordBatchHeader header));
            Assert.True(header.IsTransactional);
            Assert.Equal("tx", request.TransactionalId);
            _seen.Enqueue($"produce v{version} {header.ProducerEpoch}/{header.BaseSequence}");
            return new() { Index = partition.Index };
        }));
        _broker.On<EndTxnRequest, EndTxnResponse>((request, version) =>
        {
            _seen.Enqueue($"end v{version} {request.ProducerEpoch} {(request.Committed ? "commit" : "abort")}");
            return _endErrors.TryDequeue(out ErrorCode error) ? new EndTxnResponse { ErrorCode = error }
                : version >= 5 ? new EndTxnResponse { ProducerId = 7, ProducerEpoch = ++_epoch } : new EndTxnResponse();
        });
    }

    [Fact]
    public async Task V1_adds_partitions_first_and_keeps_its_epoch()
    {
        await using Producer<string?, string?> producer = await StartAsync();
        await SendAsync(producer);
        await SendAsync(producer);
        Assert.Equal(
            ["init -1/-1", "add v3", "produce v11 0/0", "end v4 0 commit", "add v3", "produce v11 0/1", "end v4 0 commit"], _seen);
    }

    [Fact]
    public async Task V2_leaves_partitions_to_the_broker_and_takes_the_epoch_of_every_end()
    {
        _broker.TransactionVersion = 2;
        await using Producer<string?, string?> producer = await StartAsync();
        await SendAsync(producer);
        await SendAsync(producer);
        Assert.Equal(["init -1/-1", "produce v13 0/0", "end v5 0 commit", "produce v13 1/0", "end v5 1 commit"], _seen);
    }

    [Theory]
    [InlineData(ErrorCode.ConcurrentTransactions)]
    [InlineData(ErrorCode.CoordinatorLoadInProgress)]
    [InlineData(ErrorCode.NotCoordinator)]
    public async Task End_that_may_succeed_later_is_repeated(ErrorCode error)
    {
        await using Producer<string?, string?> producer = await StartAsync();
        _endErrors.Enqueue(error);
        _endErrors.Enqueue(error);
        await SendAsync(producer);
        Assert.Equal(3, _seen.Count(static seen => seen == "end v4 0 commit"));
    }

    [Fact]
    public async Task V1_after_records_were_lost_goes_on_in_the_next_epoch()
    {
        await using Producer<string?, string?> producer = await StartAsync();
        await SendAsync(producer);
        _broker.On<ProduceRequest, ProduceResponse>(static (request, _) =>
            FakeLog.Answer(request, static p => new() { Index = p.Index, ErrorCode = ErrorCode.InvalidRecord }));
        await Assert.ThrowsAsync<TransactionAbortableException>(() => SendAsync(producer));
        await producer.AbortTransactionAsync().WaitAsync(Patience);
        Assert.Equal(["end v4 0 abort", "init 7/0"], _seen.TakeLast(2));
    }

    [Theory]
    [InlineData(ErrorCode.ProducerFenced, typeof(ProducerFencedException))]
    [InlineData(ErrorCode.InvalidProducerEpoch, typeof(ProducerFencedException))]
    [InlineData(ErrorCode.InvalidTxnState, typeof(ApplicationRecoverableException))]
    [InlineData(ErrorCode.TransactionalIdAuthorizationFailed, typeof(ApplicationRecoverableException))]
    public async Task End_that_is_refused_for_good_ends_the_producer(ErrorCode error, Type expected)
    {
        await using Producer<string?, string?> producer = await StartAsync();
        _endErrors.Enqueue(error);
        Assert.IsType(expected, await Assert.ThrowsAnyAsync<KafkaException>(() => SendAsync(producer)));
        Assert.IsType(expected, Assert.ThrowsAny<KafkaException>(producer.BeginTransaction));
    }

    [Fact]
    public async Task Call_that_takes_too_long_is_waited_for_again()
    {
        await using Producer<string?, string?> producer = await StartAsync(static options => options.MaxBlock = TimeSpan.FromMilliseconds(400));
        for (int i = 0; i < 12; i++)
        {
            _endErrors.Enqueue(ErrorCode.CoordinatorNotAvailable);
        }

        KafkaException late = await Assert.ThrowsAsync<KafkaException>(() => SendAsync(producer));
        Assert.Equal(ErrorCode.RequestTimedOut, late.ErrorCode);
        Assert.Throws<InvalidOperationException>(producer.BeginTransaction);
        _endErrors.Clear();
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await producer.CommitTransactionAsync(timeout.Token);
                break;
            }
            catch (KafkaException e) when (e.ErrorCode == ErrorCode.RequestTimedOut)
            {
            }
        }

        await SendAsync(producer);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    private static async Task SendAsync(Producer<string?, string?> producer)
    {
        producer.BeginTransaction();
        await producer.PostAsync(new("t", null, "x"));
        await producer.CommitTransactionAsync().WaitAsync(Patience);
    }

    private async Task<Producer<string?, string?>> StartAsync(Action<ProducerOptions>? configure = null)
    {
        var options = new ProducerOptions { BootstrapServers = _broker.BootstrapServers, TransactionalId = "tx", RetryBackoff = TimeSpan.FromMilliseconds(5) };
        configure?.Invoke(options);
        var producer = new Producer<string?, string?>(options, Serializers.String, Serializers.String);
        await producer.InitTransactionsAsync().WaitAsync(Patience);
        return producer;
    }
}
