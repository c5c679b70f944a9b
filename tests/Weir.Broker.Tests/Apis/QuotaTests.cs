using Microsoft.Extensions.Time.Testing;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class QuotaTests
{
    private static readonly (string Type, string? Name)[] Client = [("client-id", "slow")];

    [Fact]
    public async Task Limits_are_stored_found_by_filter_and_removed()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using (WireClient first = await broker.ConnectAsync())
        {
            Assert.Equal((ErrorCode.None, null), await AlterAsync(first, Client, "producer_byte_rate", 1000));
            Assert.Equal((ErrorCode.None, null), await AlterAsync(first, [("client-id", null)], "request_percentage", 12.5));
            Assert.Equal((ErrorCode.None, null), await AlterAsync(first, [("user", "u"), ("client-id", "slow")], "consumer_byte_rate", 7));
        }

        await broker.RestartAsync();
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(["slow producer_byte_rate=1000", "u/slow consumer_byte_rate=7"], await DescribeAsync(client, false, ("client-id", 0, "slow")));
        Assert.Equal(["slow producer_byte_rate=1000"], await DescribeAsync(client, true, ("client-id", 0, "slow")));
        Assert.Equal([" request_percentage=12.5"], await DescribeAsync(client, true, ("client-id", 1, null)));
        Assert.Equal(3, (await DescribeAsync(client, false, ("client-id", 2, null))).Count);
        Assert.Equal(3, (await DescribeAsync(client, false)).Count);
        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, Client, "producer_byte_rate", null));
        Assert.Empty(await DescribeAsync(client, true, ("client-id", 0, "slow")));
    }

    [Theory]
    [InlineData("client-id", "c", "bogus", 1, "Invalid configuration key bogus")]
    [InlineData("client-id", "c", "producer_byte_rate", 0, "Quota producer_byte_rate must be greater than 0")]
    [InlineData("client-id", "c", "producer_byte_rate", 1.5, "must be a Long value")]
    [InlineData("client-id", "", "producer_byte_rate", 1, "Empty client-id not supported")]
    [InlineData("shoe", "c", "producer_byte_rate", 1, "Unhandled client quota entity type: shoe")]
    [InlineData("ip", "127.0.0.1", "producer_byte_rate", 1, "Invalid configuration key producer_byte_rate")]
    public async Task A_wrong_limit_is_refused(string type, string name, string key, double value, string message)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        (ErrorCode code, string? text) = await AlterAsync(client, [(type, name)], key, value);

        Assert.Equal(ErrorCode.InvalidRequest, code);
        Assert.Contains(message, text!, StringComparison.Ordinal);
        Assert.Empty(await DescribeAsync(client, false));
    }

    [Theory]
    [InlineData("producer_byte_rate", true)]
    [InlineData("consumer_byte_rate", false)]
    public async Task A_client_over_its_rate_is_answered_then_muted_and_others_are_not(string key, bool byProducing)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of(new string('x', 50_000))), 9);
        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, Client, key, 1000));

        int throttled = await UseAsync(client, byProducing, "slow");
        int unlimited = await UseAsync(await broker.ConnectAsync(), byProducing, "other");

        Assert.InRange(throttled, 30_000, 60_000);
        Assert.Equal(0, unlimited);

        // The next request lies there until the time is over.
        int id = await client.SendAsync(new MetadataRequest { Topics = [] }, 12, "slow");
        using WireClient witness = await broker.ConnectAsync();
        await witness.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [] }, 12);
        Assert.False(client.HasResponse);
        time.Advance(TimeSpan.FromMilliseconds(throttled + 1));
        await client.ReceiveAsync<MetadataResponse>(12, id);
    }

    [Fact]
    public async Task Partitions_beyond_the_quota_are_refused_to_clients_that_understand_and_slow_others()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, [("client-id", null)], "controller_mutation_rate", 1));

        // The bucket holds 11 tokens; taking more is allowed once, and makes a debt.
        Assert.Equal((ErrorCode.None, 9000), await CreateAsync("first", 20, 7));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((ErrorCode.ThrottlingQuotaExceeded, 4000), await CreateAsync("second", 1, 7));
        (ErrorCode older, int wait) = await CreateAsync("third", 1, 5);
        Assert.Equal((ErrorCode.None, 5000), (older, wait));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((ErrorCode.None, 0), await CreateAsync("second", 1, 7));

        async Task<(ErrorCode Code, int Wait)> CreateAsync(string topic, int partitions, short version)
        {
            using WireClient fresh = await broker.ConnectAsync();
            CreateTopicsResponse response = await fresh.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(Requests.CreateTopic(topic, partitions), version);
            return (response.Topics[0].ErrorCode, response.ThrottleTimeMs);
        }
    }

    [Fact]
    public void A_share_of_the_processor_makes_waits_of_a_sample_at_most()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var table = new QuotaTable();
        table.Replace(new() { [QuotaEntity.OfClient("busy")] = new() { [QuotaKey.RequestPercentage] = 10 } });
        var quotas = new ClientQuotas(table, new BrokerConfig(new Dictionary<string, string>()), time);

        Assert.Equal(TimeSpan.Zero, quotas.Record(QuotaKey.RequestPercentage, "busy", 0.5));
        Assert.Equal(TimeSpan.FromSeconds(1), quotas.Record(QuotaKey.RequestPercentage, "busy", 60));
        Assert.Equal(TimeSpan.Zero, quotas.Record(QuotaKey.RequestPercentage, "idle", 60));
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(TimeSpan.Zero, quotas.Record(QuotaKey.RequestPercentage, "busy", 0.1));
    }

    [Fact]
    public void The_most_specific_limit_wins()
    {
        var table = new QuotaTable();
        const string Key = QuotaKey.ProducerByteRate;
        QuotaEntity[] weakestFirst =
        [
            QuotaEntity.OfClient(null), QuotaEntity.OfClient("c"), QuotaEntity.OfUser(null), QuotaEntity.Of(null, null),
            QuotaEntity.Of(null, "c"), QuotaEntity.OfUser("u"), QuotaEntity.Of("u", null), QuotaEntity.Of("u", "c"),
        ];
        var limits = new Dictionary<QuotaEntity, Dictionary<string, double>>();
        for (int i = 0; i < weakestFirst.Length; i++)
        {
            limits[weakestFirst[i]] = new() { [Key] = i + 1 };
            table.Replace(new(limits));
            Assert.True(table.TryFind("u", "c", Key, out QuotaEntity entity, out double limit));
            Assert.Equal((weakestFirst[i], i + 1.0), (entity, limit));
        }

        Assert.False(table.TryFind("u", "c", QuotaKey.ConsumerByteRate, out _, out _));
    }

    private static async Task<int> UseAsync(WireClient client, bool byProducing, string clientId) => byProducing
        ? (await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of(new string('y', 50_000))), 9, clientId)).ThrottleTimeMs
        : (await client.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", 0), 11, clientId)).ThrottleTimeMs;

    private static async Task<(ErrorCode Code, string? Message)> AlterAsync(WireClient client, (string Type, string? Name)[] entity, string key, double? value)
    {
        AlterClientQuotasResponse response = await client.CallAsync<AlterClientQuotasRequest, AlterClientQuotasResponse>(
            new()
            {
                Entries =
                [
                    new()
                    {
                        Entity = [.. entity.Select(part => new AlterClientQuotasRequest.EntityData { EntityType = part.Type, EntityName = part.Name })],
                        Ops = [new() { Key = key, Value = value ?? 0, Remove = value is null }],
                    },
                ],
            },
            1,
            "admin");
        return (Assert.Single(response.Entries).ErrorCode, response.Entries[0].ErrorMessage);
    }

    private static async Task<List<string>> DescribeAsync(WireClient client, bool strict, params (string Type, int Match, string? Name)[] filter)
    {
        DescribeClientQuotasResponse response = await client.CallAsync<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(
            new() { Strict = strict, Components = [.. filter.Select(part => new DescribeClientQuotasRequest.ComponentData { EntityType = part.Type, MatchType = (sbyte)part.Match, Match = part.Name })] }, 1);
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return [.. response.Entries!.Select(entry => $"{string.Join('/', entry.Entity.Select(part => part.EntityName))} {string.Join(' ', entry.Values.Select(value => $"{value.Key}={value.Value}"))}").Order(StringComparer.Ordinal)];
    }
}
