using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>What counts as work of a request, for the share of a processor that its client may use (KIP-124).</summary>
public sealed class RequestThrottleTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 0, 1000)]
    [InlineData(0, 2, 1000)]
    public async Task Work_before_and_after_a_wait_counts_and_the_wait_does_not(int secondsBefore, int secondsAfter, int expectedWaitMs)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var table = new QuotaTable();
        table.Replace(new() { [QuotaEntity.OfClient("busy")] = new() { [QuotaKey.RequestPercentage] = 10 } });
        var waiting = new TaskCompletionSource();
        var handler = new Worker(time, TimeSpan.FromSeconds(secondsBefore), TimeSpan.FromSeconds(secondsAfter), waiting);
        var factory = new ConnectionFactory(new BufferPool(1024 * 1024), 1024 * 1024, NullLogger<ClientConnection>.Instance, time)
        {
            Decoder = new RequestDecoder(new ApiRegistry([handler])),
            Quotas = new ClientQuotas(table, new BrokerConfig(new Dictionary<string, string>()), time),
        };
        var options = new ListenerOptions("PLAINTEXT", new BrokerEndpoint("127.0.0.1", 0), null, 10, TimeSpan.FromMinutes(10));
        await using Listener listener = Listener.Bind(options, factory.Create, time, NullLogger<Listener>.Instance);
        listener.Start();
        using WireClient client = await WireClient.ConnectAsync(listener.Bound);

        int id = await client.SendAsync(new HeartbeatRequest { GroupId = "g", MemberId = "m" }, 4, "busy");
        await waiting.Task;
        time.Advance(TimeSpan.FromSeconds(60));
        handler.GoOn();
        HeartbeatResponse response = await client.ReceiveAsync<HeartbeatResponse>(4, id);

        Assert.Equal(expectedWaitMs, response.ThrottleTimeMs);
    }

    private sealed class Worker(FakeTimeProvider time, TimeSpan before, TimeSpan after, TaskCompletionSource waiting)
        : ApiHandler<HeartbeatRequest, HeartbeatResponse>(0, 4)
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => _goOn.SetResult();

        protected override async ValueTask<HeartbeatResponse?> HandleAsync(HeartbeatRequest request, RequestContext context)
        {
            time.Advance(before);
            _ = Task.Run(async () =>
            {
                while (!context.IsWaiting)
                {
                    await Task.Delay(1);
                }

                waiting.SetResult();
            });
            await _goOn.Task;
            context.ResumeWork();
            time.Advance(after);
            return new HeartbeatResponse();
        }
    }
}
