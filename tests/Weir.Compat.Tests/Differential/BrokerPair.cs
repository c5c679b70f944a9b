using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential;

/// <summary>Apache Kafka and Weir, started once for all sequences.</summary>
public sealed class BrokerPair : IAsyncLifetime
{
    private static readonly string[] Alike =
    [
        "auto.create.topics.enable=false", "group.share.assignment.interval.ms=0", "group.streams.assignment.interval.ms=0", "group.streams.initial.rebalance.delay.ms=0",
    ];

    // What runs by the clock in Kafka does not run during the test, so that both brokers do only what they are asked.
    private static readonly string[] Quiet =
    [
        "transaction.state.log.num.partitions=1", "share.coordinator.state.topic.num.partitions=1", "log.initial.task.delay.ms=86400000",
        "group.share.assignor.offload.enable=false", "group.streams.assignor.offload.enable=false", .. Alike,
    ];

    private readonly AcceptedDifferences _accepted = AcceptedDifferences.Load();
    private BrokerProcess? _kafka;
    private BrokerProcess? _weir;
    private int _runs;

    /// <summary>The versions that both serve, of every API that both have.</summary>
    internal IReadOnlyDictionary<ApiKey, (short Lowest, short Highest)> Versions { get; private set; } = new Dictionary<ApiKey, (short, short)>();

    public async ValueTask InitializeAsync()
    {
        _kafka = await BrokerProcess.StartAsync(BrokerKind.Kafka, settings: [.. BrokerProcess.QuickGroups(BrokerKind.Kafka), .. Quiet]);
        _weir = await BrokerProcess.StartAsync(BrokerKind.Weir, "os", [.. BrokerProcess.QuickGroups(BrokerKind.Weir), .. Alike]);
        var theirs = await PrepareAsync(_kafka);
        var ours = await PrepareAsync(_weir);
        Versions = theirs.Keys.Intersect(ours.Keys).ToDictionary(
            api => api, api => (Math.Max(theirs[api].Lowest, ours[api].Lowest), Math.Min(theirs[api].Highest, ours[api].Highest)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in new[] { _kafka, _weir })
        {
            await (broker?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Asks both brokers step by step, on topics and groups that are new, until they differ; null if they never do.</summary>
    internal async Task<Difference?> RunAsync(IReadOnlyList<Step> steps)
    {
        var prefix = $"d{++_runs}-";
        using var kafka = await Side.OpenAsync(_kafka!, prefix, _accepted);
        using var weir = await Side.OpenAsync(_weir!, prefix, _accepted);
        var questions = new List<string>();
        try
        {
            foreach (var step in steps)
            {
                Exchange[] both = await Task.WhenAll(step.AskAsync(kafka), step.AskAsync(weir));
                questions.Add(both[0].Question);
                if (!both[0].Answer.SequenceEqual(both[1].Answer))
                {
                    return new Difference(questions, both[0].Answer, both[1].Answer);
                }
            }

            return null;
        }
        finally
        {
            foreach (var step in steps.Take(questions.Count))
            {
                await Task.WhenAll(step.TakeBackAsync(kafka), step.TakeBackAsync(weir));
            }
        }
    }

    // Kafka makes the topics of its coordinators when they are first asked for.
    private static async Task<Dictionary<ApiKey, (short Lowest, short Highest)>> PrepareAsync(BrokerProcess broker)
    {
        using var caller = await WireCaller.ConnectAsync(broker.BootstrapServers);
        ErrorCode error;
        do
        {
            await caller.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { CoordinatorKeys = ["probe"] }, 4);
            var probe = new HeartbeatRequest { GroupId = "probe", MemberId = "probe", GenerationId = 1 };
            error = (await caller.CallAsync<HeartbeatRequest, HeartbeatResponse>(probe, 4)).ErrorCode;
        }
        while (error != ErrorCode.UnknownMemberId);

        do
        {
            await caller.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { CoordinatorKeys = ["probe"], KeyType = 1 }, 4);
            var probe = new InitProducerIdRequest { TransactionalId = "probe", TransactionTimeoutMs = 60_000 };
            error = (await caller.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(probe, 4)).ErrorCode;
        }
        while (error != ErrorCode.None);

        do
        {
            var key = $"probe:{KafkaUuid.Format(KafkaUuid.NewId())}:0";
            error = (await caller.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { CoordinatorKeys = [key], KeyType = 2 }, 6)).Coordinators.Single().ErrorCode;
        }
        while (error != ErrorCode.None);

        var versions = await caller.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(new() { ClientSoftwareName = "weir", ClientSoftwareVersion = "1" }, 3);
        return versions.ApiKeys.ToDictionary(api => (ApiKey)api.ApiKey, api => (api.ApiKey == (short)ApiKey.Produce ? (short)3 : api.MinVersion, api.MaxVersion));
    }
}
