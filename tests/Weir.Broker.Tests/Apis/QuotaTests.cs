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
    [InlineData("client-id", "c", "producer_byte_rate", 1.5, "producer_byte_rate cannot be a fractional value.")]
    [InlineData("client-id", "c", "consumer_byte_rate", 1e19, "Proposed value for consumer_byte_rate is too large for a LONG.")]
    [InlineData("ip", "10.0.0.1", "connection_creation_rate", 3e9, "Proposed value for connection_creation_rate is too large for an INT.")]
    [InlineData("ip", "no where", "connection_creation_rate", 1, "no where is not a valid IP or resolvable host.")]
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

    [Theory]
    [InlineData(4)]
    [InlineData(11)]
    public async Task A_fetch_over_its_quota_is_answered_without_records_until_the_rate_has_fallen(short version)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        for (int i = 0; i < 8; i++)
        {
            await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of(new string('x', 2000))), 9);
        }

        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, Client, "consumer_byte_rate", 1000));

        // What the quota allows in its ten seconds comes at once, and no more.
        FetchResponse first = await FetchAsync(0);
        int count = Records(first).Count;
        FetchResponse second = await FetchAsync(count);
        Assert.InRange(count, 4, 5);
        Assert.Equal(0, first.ThrottleTimeMs);
        Assert.True(second.ThrottleTimeMs > 0);
        Assert.Empty(Records(second));
        Assert.Equal((ErrorCode.None, 0), (second.ErrorCode, second.Responses.Count));

        // Nothing of what was held back has been counted, and a session begun for it is not left behind.
        time.Advance(TimeSpan.FromSeconds(12));
        FetchResponse third = await FetchAsync(count);
        Assert.Equal(8 - count, Records(third).Count);

        async Task<FetchResponse> FetchAsync(long offset)
        {
            using WireClient fresh = await broker.ConnectAsync();
            return await fresh.CallAsync<FetchRequest, FetchResponse>(Requests.Fetch("t", offset), version, "slow");
        }

        static List<(long Offset, string Value)> Records(FetchResponse response) =>
            [.. response.Responses.SelectMany(topic => topic.Partitions).SelectMany(partition => Batches.Read(partition.Records))];
    }

    [Fact]
    public async Task A_throttled_fetch_keeps_its_session_and_makes_no_new_one()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of("first")), 9);
        FetchRequest opening = Requests.Fetch("t", 0);
        opening.SessionEpoch = 0;
        FetchResponse opened = await client.CallAsync<FetchRequest, FetchResponse>(opening, 11, "slow");
        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, Client, "consumer_byte_rate", 10));
        await client.CallAsync<ProduceRequest, ProduceResponse>(Requests.Produce("t", Batches.Of(new string('x', 5000))), 9);

        // More at once than the quota ever allows comes alone, with the time to wait: it could never come otherwise.
        FetchResponse large = await NextAsync(1, epoch: 1);
        FetchResponse held = await NextAsync(2, epoch: 2);
        using WireClient fresh = await broker.ConnectAsync();
        FetchResponse unopened = await fresh.CallAsync<FetchRequest, FetchResponse>(opening, 11, "slow");

        Assert.NotEqual(0, opened.SessionId);
        Assert.True(large.ThrottleTimeMs > 0);
        Assert.Single(Batches.Read(large.Responses[0].Partitions[0].Records));
        Assert.Equal((opened.SessionId, 0, true), (held.SessionId, held.Responses.Count, held.ThrottleTimeMs > 0));
        Assert.Equal((0, 0, true), (unopened.SessionId, unopened.Responses.Count, unopened.ThrottleTimeMs > 0));

        async Task<FetchResponse> NextAsync(long offset, int epoch)
        {
            FetchRequest request = Requests.Fetch("t", offset);
            (request.SessionId, request.SessionEpoch) = (opened.SessionId, epoch);
            using WireClient next = await broker.ConnectAsync();
            return await next.CallAsync<FetchRequest, FetchResponse>(request, 11, "slow");
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData(null)]
    public async Task An_address_that_connects_too_often_is_refused_after_a_while(string? address)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestBroker broker = await TestBroker.StartAsync(time);
        using WireClient admin = await broker.ConnectAsync();
        await MetadataAsync(admin);
        Assert.Equal((ErrorCode.None, null), await AlterAsync(admin, [("ip", address)], "connection_creation_rate", 1));
        Assert.Equal((ErrorCode.None, null), await AlterAsync(admin, [("ip", "10.1.2.3")], "connection_creation_rate", 1000));

        // Ten seconds' worth may come at once.
        for (int i = 0; i < 10; i++)
        {
            using WireClient allowed = await broker.ConnectAsync();
            await MetadataAsync(allowed);
        }

        using WireClient refused = await broker.ConnectAsync();
        await refused.SendAsync(new MetadataRequest { Topics = [] }, 12);
        while (broker.Server.Listener.RefusedCount == 0)
        {
            await Task.Delay(1);
        }

        Assert.False(refused.HasResponse);
        time.Advance(TimeSpan.FromSeconds(1));
        await refused.AssertClosedAsync();
        await MetadataAsync(admin);

        // It was not counted, so that the next may come when the first ones are forgotten.
        time.Advance(TimeSpan.FromSeconds(11));
        using WireClient later = await broker.ConnectAsync();
        await MetadataAsync(later);

        static Task<MetadataResponse> MetadataAsync(WireClient client) => client.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [] }, 12);
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
    public void What_a_fetch_held_for_another_reason_would_have_brought_is_not_counted()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var table = new QuotaTable();
        table.Replace(new() { [QuotaEntity.OfClient("c")] = new() { [QuotaKey.ConsumerByteRate] = 1000 } });
        var quotas = new ClientQuotas(table, new BrokerConfig(new Dictionary<string, string>()), time);
        Assert.Equal(TimeSpan.Zero, quotas.RecordFetch("c", 1, isHeld: false, out bool mustWait));
        Assert.False(mustWait);

        for (int i = 0; i < 10; i++)
        {
            quotas.RecordFetch("c", 9000, isHeld: true, out mustWait);
            Assert.True(mustWait);
        }

        Assert.Equal(TimeSpan.Zero, quotas.RecordFetch("c", 9000, isHeld: false, out mustWait));
        Assert.False(mustWait);
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
