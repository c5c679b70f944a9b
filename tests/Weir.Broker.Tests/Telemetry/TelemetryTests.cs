using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Broker.Tests.Telemetry;

/// <summary>GetTelemetrySubscriptions and PushTelemetry over the wire. The codes are those of Apache Kafka 4.3's broker with a receiver.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const int IntervalMs = 1000;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestBroker _broker = null!;
    private WireClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await TestBroker.StartAsync(_time, properties: ("telemetry.max.bytes", "10000"));
        _client = await _broker.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Without_subscriptions_nothing_is_asked_for_and_no_topic_made()
    {
        GetTelemetrySubscriptionsResponse answer = await GetAsync(Guid.Empty);

        Assert.Equal(ErrorCode.None, answer.ErrorCode);
        Assert.NotEqual(Guid.Empty, answer.ClientInstanceId);
        Assert.Empty(answer.RequestedMetrics);
        Assert.Equal((300_000, 10_000, true), (answer.PushIntervalMs, answer.TelemetryMaxBytes, answer.DeltaTemporality));
        Assert.Equal([(sbyte)4, (sbyte)3, (sbyte)1, (sbyte)2], answer.AcceptedCompressionTypes);
        Assert.Equal(ErrorCode.None, await PushAsync(answer, []));
        Assert.False(_broker.Server.Services.Topics.TryGet(Topic.ClientMetricsTopicName, out _));
    }

    [Fact]
    public async Task The_APIs_are_offered_while_there_is_a_subscription()
    {
        ApiKey[] telemetry = [ApiKey.GetTelemetrySubscriptions, ApiKey.PushTelemetry];
        Assert.Empty(await OfferedAsync());

        await SubscribeAsync("a", ("metrics", "x."));

        Assert.Equal(telemetry, await OfferedAsync());

        async Task<IEnumerable<ApiKey>> OfferedAsync() => telemetry.Intersect(
            (await _client.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(new() { ClientSoftwareName = "t", ClientSoftwareVersion = "1" }, 3)).ApiKeys.Select(api => (ApiKey)api.ApiKey));
    }

    [Fact]
    public async Task Subscriptions_that_match_are_joined_and_the_shortest_interval_holds()
    {
        await SubscribeAsync("a", ("metrics", "x.,y."), ("interval.ms", "2000"));
        await SubscribeAsync("b", ("metrics", "y.,z."), ("interval.ms", "1000"), ("match", "client_id=te.t,client_source_address=127\\.0\\.0\\.1"));
        await SubscribeAsync("c", ("metrics", "*"), ("interval.ms", "500"), ("match", "client_id=tes"));
        await SubscribeAsync("d", ("metrics", "*"), ("interval.ms", "500"), ("match", "client_software_name=other"));

        GetTelemetrySubscriptionsResponse answer = await GetAsync(Guid.Empty);

        Assert.Equal(["x.", "y.", "z."], answer.RequestedMetrics);
        Assert.Equal(1000, answer.PushIntervalMs);
    }

    [Fact]
    public async Task Software_is_matched_as_the_client_has_told_it()
    {
        await SubscribeAsync("s", ("metrics", "*"), ("match", "client_software_name=weir-test,client_software_version=1\\..*"));
        Assert.Empty((await GetAsync(Guid.Empty)).RequestedMetrics);

        await _client.CallAsync<ApiVersionsRequest, ApiVersionsResponse>(new() { ClientSoftwareName = "weir-test", ClientSoftwareVersion = "1.2" }, 3);

        Assert.Equal(["*"], (await GetAsync(Guid.Empty)).RequestedMetrics);
    }

    [Fact]
    public async Task Asking_again_before_the_interval_is_throttled_unless_subscriptions_changed()
    {
        await SubscribeAsync("s", ("metrics", "a."), ("interval.ms", $"{IntervalMs}"));
        GetTelemetrySubscriptionsResponse first = await GetAsync(Guid.Empty);
        GetTelemetrySubscriptionsResponse early = await GetAsync(first.ClientInstanceId);
        Assert.Equal((ErrorCode.ThrottlingQuotaExceeded, Guid.Empty), (early.ErrorCode, early.ClientInstanceId));

        await SubscribeAsync("s", ("metrics", "b."), ("interval.ms", $"{IntervalMs}"));
        GetTelemetrySubscriptionsResponse changed = await GetAsync(first.ClientInstanceId);
        Assert.Equal(["b."], changed.RequestedMetrics);
        Assert.NotEqual(first.SubscriptionId, changed.SubscriptionId);

        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        GetTelemetrySubscriptionsResponse same = await GetAsync(first.ClientInstanceId);
        Assert.Equal((ErrorCode.None, changed.SubscriptionId), (same.ErrorCode, same.SubscriptionId));
    }

    [Fact]
    public async Task A_push_too_early_is_throttled_but_not_the_first_or_the_last()
    {
        GetTelemetrySubscriptionsResponse demand = await SubscribedAsync();

        Assert.Equal(ErrorCode.None, await PushAsync(demand, []));
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, await PushAsync(demand, []));
        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        Assert.Equal(ErrorCode.None, await PushAsync(demand, []));
        Assert.Equal(ErrorCode.None, await PushAsync(demand, [], isTerminating: true));
        Assert.Equal(ErrorCode.InvalidRequest, await PushAsync(demand, [], isTerminating: true));
    }

    [Fact]
    public async Task Pushes_for_other_subscriptions_and_in_unknown_codecs_may_be_mended_at_once()
    {
        GetTelemetrySubscriptionsResponse demand = await SubscribedAsync();
        int right = demand.SubscriptionId;

        demand.SubscriptionId++;
        Assert.Equal(ErrorCode.UnknownSubscriptionId, await PushAsync(demand, []));
        Assert.Equal((ErrorCode.None, right), Of(await GetAsync(demand.ClientInstanceId)));
        demand.SubscriptionId = right;
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, await PushAsync(demand, []));
        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        Assert.Equal(ErrorCode.UnsupportedCompressionType, await PushAsync(demand, [], compression: 9));
        Assert.Equal((ErrorCode.None, right), Of(await GetAsync(demand.ClientInstanceId)));

        static (ErrorCode Code, int Id) Of(GetTelemetrySubscriptionsResponse answer) => (answer.ErrorCode, answer.SubscriptionId);
    }

    [Fact]
    public async Task What_is_too_large_or_unreadable_is_refused_and_not_kept()
    {
        GetTelemetrySubscriptionsResponse demand = await SubscribedAsync();

        Assert.Equal(ErrorCode.TelemetryTooLarge, await PushAsync(demand, new byte[10_001]));
        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        Assert.Equal(ErrorCode.TelemetryTooLarge, await PushAsync(demand, Gzip(new byte[10_001]), compression: 1));
        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        Assert.Equal(ErrorCode.TelemetryTooLarge, await PushAsync(demand, Otlp.Metrics(Otlp.Message(Otlp.Text(1, "m"), Otlp.Bytes(5, [.. Enumerable.Repeat(Otlp.Bytes(1, []), 4000).SelectMany(b => b)])))));
        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        Assert.Equal(ErrorCode.InvalidRecord, await PushAsync(demand, [0xFF]));
        _time.Advance(TimeSpan.FromMilliseconds(IntervalMs));
        Assert.Equal(ErrorCode.InvalidRecord, await PushAsync(demand, [1, 2, 3], compression: 4));
        Assert.Equal(ErrorCode.InvalidRequest, (await PushAsync(Guid.Empty, 0)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, (await PushAsync(new Guid("00000000-0000-0000-0000-000000000001"), 0)).ErrorCode);
        Assert.False(_broker.Server.Services.Topics.TryGet(Topic.ClientMetricsTopicName, out _));
    }

    [Fact]
    public async Task Pushed_values_are_records_that_any_consumer_reads()
    {
        GetTelemetrySubscriptionsResponse demand = await SubscribedAsync();
        byte[] pushed = Otlp.Metrics(Otlp.Gauge("latency", double.NaN), Otlp.Sum("sent", 7, "rides"));

        Assert.Equal(ErrorCode.None, await PushAsync(demand, Gzip(pushed), compression: 1));

        List<(string Key, JsonElement Value)> records = await ReadAsync();
        string id = KafkaUuid.Format(demand.ClientInstanceId);
        Assert.Equal([$"{id}/latency", $"{id}/sent{{topic=rides}}"], records.Select(record => record.Key));
        Assert.Equal(JsonValueKind.Null, records[0].Value.GetProperty("value").ValueKind);
        JsonElement sum = records[1].Value;
        Assert.Equal(("test", "unknown", "127.0.0.1"), (Text("clientId"), Text("clientSoftwareName"), Text("clientAddress")));
        Assert.Equal(("sent", "sum", "delta", 7L), (Text("metric"), Text("kind"), Text("temporality"), sum.GetProperty("value").GetInt64()));
        Assert.Equal("rides", sum.GetProperty("attributes").GetProperty("topic").GetString());
        Assert.True(_broker.Server.Services.Topics.TryGet(Topic.ClientMetricsTopicName, out Topic? topic));
        Assert.True(topic.IsInternal && topic.Config.IsCompacted);

        string? Text(string name) => sum.GetProperty(name).GetString();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_instance_is_forgotten_with_its_connection()
    {
        GetTelemetrySubscriptionsResponse demand = await SubscribedAsync();
        Assert.Equal(ErrorCode.None, await PushAsync(demand, []));
        Assert.Equal(ErrorCode.ThrottlingQuotaExceeded, (await GetAsync(demand.ClientInstanceId)).ErrorCode);
        _client.Dispose();
        _client = await _broker.ConnectAsync();

        // Throttling ends with the connection, though the broker may notice the end a moment later.
        GetTelemetrySubscriptionsResponse again;
        do
        {
            again = await GetAsync(demand.ClientInstanceId);
        }
        while (again.ErrorCode == ErrorCode.ThrottlingQuotaExceeded);

        Assert.Equal((ErrorCode.None, demand.ClientInstanceId, demand.SubscriptionId), (again.ErrorCode, again.ClientInstanceId, again.SubscriptionId));
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }

    private async Task<GetTelemetrySubscriptionsResponse> SubscribedAsync()
    {
        await SubscribeAsync("s", ("metrics", "*"), ("interval.ms", $"{IntervalMs}"));
        return await GetAsync(Guid.Empty);
    }

    private async Task SubscribeAsync(string name, params (string Name, string Value)[] settings)
    {
        IncrementalAlterConfigsResponse response = await _client.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
            new()
            {
                Resources =
                [
                    new()
                    {
                        ResourceType = (sbyte)ConfigResourceType.ClientMetrics,
                        ResourceName = name,
                        Configs = [.. settings.Select(setting => new IncrementalAlterConfigsRequest.AlterableConfig { Name = setting.Name, Value = setting.Value })],
                    },
                ],
            },
            1);
        Assert.Equal(ErrorCode.None, Assert.Single(response.Responses).ErrorCode);
    }

    private Task<GetTelemetrySubscriptionsResponse> GetAsync(Guid id) =>
        _client.CallAsync<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse>(new() { ClientInstanceId = id }, 0);

    private async Task<ErrorCode> PushAsync(GetTelemetrySubscriptionsResponse demand, byte[] metrics, bool isTerminating = false, sbyte compression = 0) =>
        (await PushAsync(demand.ClientInstanceId, demand.SubscriptionId, metrics, isTerminating, compression)).ErrorCode;

    private Task<PushTelemetryResponse> PushAsync(Guid id, int subscription, byte[]? metrics = null, bool isTerminating = false, sbyte compression = 0) =>
        _client.CallAsync<PushTelemetryRequest, PushTelemetryResponse>(
            new() { ClientInstanceId = id, SubscriptionId = subscription, Metrics = metrics ?? [], Terminating = isTerminating, CompressionType = compression }, 0);

    private async Task<List<(string Key, JsonElement Value)>> ReadAsync()
    {
        FetchResponse response = await _client.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch(Topic.ClientMetricsTopicName, 0, maxWaitMs: 10_000), 11);
        var records = new List<(string Key, JsonElement Value)>();
        using var reader = new RecordBatchReader();
        ReadOnlyMemory<byte> batch = response.Responses.Single().Partitions.Single().Records ?? default;
        Assert.True(RecordBatch.TryMeasure(batch.Span, out int size));
        reader.Open(batch[..size]);
        while (reader.TryRead(out Weir.Protocol.Records.Record record))
        {
            records.Add((Encoding.UTF8.GetString(record.Key!.Value.Span), JsonDocument.Parse(record.Value!.Value.ToArray()).RootElement));
        }

        return records;
    }
}
