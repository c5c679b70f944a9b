using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Client.Sharing;
using static Weir.Client.Tests.Sharing.ShareConversation;

namespace Weir.Client.Tests.Sharing;

/// <summary>Records are asked for, and so locked, only while the program waits for some.</summary>
public sealed class ShareWaitingTests : IAsyncDisposable
{
    private readonly ShareConversation _talk = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_more_is_fetched_nor_told_once_the_enumeration_was_cancelled(bool inBatches)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = new ManualResetEventSlim();
        _talk.Answers.Enqueue(_ => _talk.Records(0, Batch(0), (0, 0, 1)));
        _talk.Answers.Enqueue(_ =>
        {
            asked.SetResult();
            cancelled.Wait(TimeSpan.FromSeconds(30));
            return new();
        });
        await using ShareConsumer<string?, string?> consumer = _talk.Consumer();
        ConsumeResult<string?, string?> record = Assert.Single(await _talk.ReadAsync(consumer, 1));
        using var cancellation = new CancellationTokenSource();
        Task enumeration = inBatches
            ? EnumerateAsync(consumer.ConsumeBatchesAsync(cancellation.Token))
            : EnumerateAsync(consumer.ConsumeAsync(cancellation.Token));
        await asked.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => enumeration);
        consumer.Acknowledge(record);
        cancelled.Set();
        int heartbeats = _talk.Heartbeats.Count;
        await _talk.UntilAsync(() => _talk.Heartbeats.Count > heartbeats + 3);
        Assert.Equal(2, _talk.Fetches.Count);
        await consumer.CommitAsync();
        Assert.Equal("0/0-0:1", Text(Assert.Single(_talk.Acknowledgements)));
        Assert.Equal(2, _talk.Fetches.Count);
    }

    [Fact]
    public async Task Want_while_records_lie_ready_asks_for_none()
    {
        var options = new ShareConsumerOptions { BootstrapServers = _talk.Broker.BootstrapServers, GroupId = "g" };
        await using var cluster = new ClusterClient(options, options.FetchMaxBytes, allowAutoTopicCreation: false, TimeProvider.System, NullLogger.Instance);
        var ledger = new ShareLedger(new AcknowledgementReports(NullLogger.Instance, "c"), options.MaxPollRecords);
        await using var fetcher = new ShareFetcher(cluster, options, ledger, static () => "m", static () => { });
        fetcher.Assign(new() { [new TopicIdPartition(_talk.Broker.TopicId, 0)] = new TopicPartition("t", 0) });
        var source = new BrokerShareFetcher(1, fetcher, cluster);
        var lease = new FrameLease(ArrayPool<byte>.Shared.Rent(1), default);
        Assert.True(fetcher.Want());
        fetcher.TakeUp(source, _talk.Records(0, Batch(0), (0, 0, 1)), acknowledgements: null, TimeProvider.System.GetTimestamp(), lease);
        Assert.False(fetcher.IsWanted);
        Assert.False(fetcher.Want());
        Assert.False(fetcher.IsWanted);
        fetcher.TakeChunk()!.Release();
        Assert.True(fetcher.Want());
        Assert.True(fetcher.IsWanted);
        fetcher.Unwant();
        Assert.False(fetcher.IsWanted);
        lease.Release();
        await source.DisposeAsync();
    }

    [Fact]
    public async Task Locks_that_never_run_out_keep_nothing_from_being_fetched_when_there_is_room_again()
    {
        await using var talk = new ShareConversation { LockTimeoutMs = 0 };
        talk.Answers.Enqueue(_ => talk.Records(0, Batch(0, 1), (0, 1, 1)));
        await using ShareConsumer<string?, string?> consumer = talk.Consumer(static o => o.MaxPollRecords = 2);
        List<ConsumeResult<string?, string?>> records = await talk.ReadAsync(consumer, 2);
        int heartbeats = talk.Heartbeats.Count;
        await talk.WaitUntilAsync(consumer, () => talk.Heartbeats.Count > heartbeats + 1);
        Assert.Single(talk.Fetches);
        consumer.Acknowledge(records[0]);
        await talk.WaitUntilAsync(consumer, () => talk.Fetches.Count > 1);
        Assert.Equal("0/0-0:1", Text(talk.Fetches.ElementAt(1)));
    }

    public ValueTask DisposeAsync() => _talk.DisposeAsync();

    private static async Task EnumerateAsync<T>(IAsyncEnumerable<T> endless)
    {
        await foreach (T item in endless)
        {
            Assert.Fail($"Nobody has sent {item}.");
        }
    }
}
