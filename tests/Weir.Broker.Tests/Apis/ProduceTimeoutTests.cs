using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.TestSupport;

namespace Weir.Broker.Tests;

public sealed class ProduceTimeoutTests
{
    [Fact]
    public async Task A_flush_that_takes_longer_than_the_timeout_is_answered_with_request_timed_out()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        await broker.CreateTopicAsync("slow");
        await broker.CreateTopicAsync("held");
        using WireClient client = await broker.ConnectAsync();
        Assert.True(broker.Server.Services.Topics.TryGetPartition("held", 0, out Partition? held));
        using var blocker = CommitBlocker.HoldAfter(held.Log, Batches.Of("x"));

        ProduceRequest request = Requests.Produce("slow", Batches.Of("a"));
        request.TimeoutMs = 1000;
        int id = await client.SendAsync(request, 9);
        Assert.True(broker.Server.Services.Topics.TryGetPartition("slow", 0, out Partition? partition));
        SpinWait.SpinUntil(() => partition.Log.LogEndOffset == 1, TimeSpan.FromSeconds(30));
        Task<ProduceResponse> pending = client.ReceiveAsync<ProduceResponse>(9, id);
        Assert.False(pending.IsCompleted);
        while (!pending.IsCompleted)
        {
            time.Advance(ProduceDeadlines.Resolution);
            await Task.WhenAny(pending, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        ProduceResponse.PartitionProduceResponse answer = Assert.Single(Assert.Single((await pending).Responses).PartitionResponses);
        Assert.Equal(ErrorCode.RequestTimedOut, answer.ErrorCode);
        Assert.Equal(0, answer.BaseOffset);

        // The batch is stored all the same once the disk is back, and the connection serves on.
        blocker.Dispose();
        ProduceResponse next = await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("slow", Batches.Of("b")), 9);
        Assert.Equal((ErrorCode.None, 1L), (next.Responses[0].PartitionResponses[0].ErrorCode, next.Responses[0].PartitionResponses[0].BaseOffset));
    }
}
