using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

public sealed class ConfigTests
{
    private const sbyte TopicType = 2;
    private const sbyte BrokerType = 4;

    [Fact]
    public async Task Settings_that_are_asked_for_by_name_come_in_that_order()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        string[] names = ["num.partitions", "default.replication.factor", "log.retention.ms"];
        foreach (string[] asked in new[] { names, [.. names.Reverse()] })
        {
            DescribeConfigsResponse response = await client.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
                new() { Resources = [new() { ResourceType = 4, ResourceName = "1", ConfigurationKeys = [.. asked, "nobody.knows"] }] }, 4);
            Assert.Equal(asked, response.Results.Single().Configs.Select(config => config.Name));
        }
    }

    [Fact]
    public async Task A_topic_shows_every_setting_with_its_source()
    {
        await using TestBroker broker = await TestBroker.StartAsync(properties: ("log.retention.ms", "5000"));
        await broker.CreateTopicAsync("t", 1, ("segment.bytes", "2000000"));
        using WireClient client = await broker.ConnectAsync();

        DescribeConfigsResponse.DescribeConfigsResult result = await DescribeAsync(client, TopicType, "t", null);

        Assert.Equal(TopicConfigDefinitions.All.Count, result.Configs.Count);
        Assert.Equal(("2000000", (sbyte)ConfigSource.DynamicTopic), Value(result, "segment.bytes"));
        Assert.Equal(("5000", (sbyte)ConfigSource.StaticBroker), Value(result, "retention.ms"));
        Assert.Equal(("delete", (sbyte)ConfigSource.Default), Value(result, "cleanup.policy"));
        Assert.All(result.Configs, config => Assert.NotEmpty(config.Documentation!));
        Assert.Equal(
            [("retention.ms", true)],
            (await DescribeAsync(client, TopicType, "t", ["retention.ms", "no.such"])).Configs.Select(config => (config.Name, config.Synonyms.Count > 0)));
    }

    [Fact]
    public async Task The_broker_shows_where_it_is_and_how_durable()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();

        DescribeConfigsResponse.DescribeConfigsResult result = await DescribeAsync(client, BrokerType, "1", null);

        Assert.Equal($"PLAINTEXT://{broker.Server.AdvertisedEndpoint}", Value(result, "advertised.listeners").Value);
        Assert.Equal(broker.Path, Value(result, "log.dirs").Value);
        Assert.Equal("disk", Value(result, "weir.durability").Value);
        Assert.Equal(ErrorCode.InvalidRequest, (await DescribeAsync(client, BrokerType, "7", null)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await DescribeAsync(client, TopicType, "missing", null)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequest, (await DescribeAsync(client, 99, "x", null)).ErrorCode);
    }

    [Fact]
    public async Task Single_settings_are_set_appended_subtracted_and_deleted_and_take_effect()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(ErrorCode.None, await AlterAsync(client, "t", ("cleanup.policy", 2, "compact"), ("max.message.bytes", 0, "777")));
        Assert.Equal("delete,compact", Value(await DescribeAsync(client, TopicType, "t", null), "cleanup.policy").Value);
        Assert.True(broker.Server.Services.Topics.TryGetPartition("t", 0, out Partition? partition));
        Assert.Equal(777, partition.Log.Config.MaxMessageBytes);
        Assert.Equal(ErrorCode.None, await AlterAsync(client, "t", ("cleanup.policy", 3, "delete"), ("max.message.bytes", 1, null)));
        Assert.Equal("compact", Value(await DescribeAsync(client, TopicType, "t", null), "cleanup.policy").Value);
        Assert.Equal(1048588, partition.Log.Config.MaxMessageBytes);
    }

    [Theory]
    [InlineData("no.such.setting", 0, "1", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", 0, "-2", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", 0, null, ErrorCode.InvalidRequest)]
    [InlineData("retention.ms", 2, "1", ErrorCode.InvalidConfig)]
    [InlineData("cleanup.policy", 0, "delete,destroy", ErrorCode.InvalidConfig)]
    [InlineData("retention.ms", 9, "1", ErrorCode.InvalidRequest)]
    public async Task Wrong_changes_are_refused(string name, int operation, string? value, ErrorCode expected)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();
        Assert.Equal(expected, await AlterAsync(client, "t", (name, operation, value)));
        Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync(client, "t", ("retention.ms", 0, "1"), ("retention.ms", 1, null)));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, await AlterAsync(client, "missing", ("retention.ms", 0, "1")));
        Assert.True(broker.Server.Services.Topics.TryGet("t", out Topic? topic));
        Assert.Empty(topic.Config.Overrides);
    }

    [Fact]
    public async Task The_old_api_replaces_everything_that_was_set()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1, ("retention.ms", "1"), ("retention.bytes", "2"));
        using WireClient client = await broker.ConnectAsync();
        var request = new AlterConfigsRequest
        {
            Resources = [new() { ResourceType = TopicType, ResourceName = "t", Configs = [new() { Name = "retention.bytes", Value = "3" }] }],
        };

        AlterConfigsResponse response = await client.CallAsync<AlterConfigsRequest, AlterConfigsResponse>(request, 2);

        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
        Assert.True(broker.Server.Services.Topics.TryGet("t", out Topic? topic));
        Assert.Equal([new KeyValuePair<string, string>("retention.bytes", "3")], topic.Config.Overrides);
    }

    [Fact]
    public async Task A_default_of_the_broker_can_be_changed_and_reaches_topics()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(ErrorCode.None, await AlterAsync(client, "1", BrokerType, ("message.max.bytes", 0, "500")));
        Assert.Equal(ErrorCode.InvalidRequest, await AlterAsync(client, "1", BrokerType, ("node.id", 0, "5")));

        Assert.Equal(("500", (sbyte)ConfigSource.DynamicBroker), Value(await DescribeAsync(client, TopicType, "t", null), "max.message.bytes"));
        Assert.True(broker.Server.Services.Topics.TryGetPartition("t", 0, out Partition? partition));
        Assert.Equal(500, partition.Log.Config.MaxMessageBytes);
    }

    [Theory]
    [InlineData("log.retention.hours", "2", 7_200_000)]
    [InlineData("log.retention.minutes", "2", 120_000)]
    [InlineData("log.retention.hours", "-1", -1)]
    [InlineData("log.retention.ms", "2", 2)]
    public void Retention_can_be_given_in_coarser_units(string name, string value, long expectedMs)
    {
        var config = new BrokerConfig(new Dictionary<string, string> { [name] = value });
        Assert.Equal(expectedMs, config.GetLong("log.retention.ms"));
        Assert.Empty(config.UnknownNames);
        Assert.Throws<BrokerStartException>(() => new BrokerConfig(new Dictionary<string, string> { [name] = "soon" }));
    }

    [Theory]
    [InlineData("group.consumer.heartbeat.interval.ms", "200", "group.consumer.heartbeat.interval.ms must be greater than or equal to group.consumer.min.heartbeat.interval.ms")]
    [InlineData("group.consumer.session.timeout.ms", "70000", "group.consumer.session.timeout.ms must be less than or equal to group.consumer.max.session.timeout.ms")]
    [InlineData("group.consumer.max.session.timeout.ms", "40000", "group.consumer.max.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms")]
    [InlineData("group.consumer.assignment.interval.ms", "20000", "group.consumer.assignment.interval.ms must be less than or equal to group.consumer.max.assignment.interval.ms")]
    [InlineData("group.share.record.lock.duration.ms", "2000", "group.share.record.lock.duration.ms must be greater than or equal to group.share.min.record.lock.duration.ms")]
    [InlineData("group.share.max.share.sessions", "100", "group.share.max.share.sessions must be greater than or equal to group.share.max.size")]
    [InlineData("group.streams.heartbeat.interval.ms", "500", "group.streams.heartbeat.interval.ms must be greater than or equal to group.streams.min.heartbeat.interval.ms")]
    [InlineData("group.streams.num.standby.replicas", "3", "group.streams.num.standby.replicas must be less than or equal to group.streams.max.standby.replicas")]
    public void Settings_of_groups_outside_the_brokers_own_bounds_keep_it_from_starting(string name, string value, string problem)
    {
        BrokerStartException error = Assert.Throws<BrokerStartException>(() => new BrokerConfig(new Dictionary<string, string> { [name] = value }));
        Assert.Equal(problem + ".", error.Message);
    }

    [Fact]
    public void Session_timeout_must_be_longer_than_the_heartbeat_interval()
    {
        BrokerStartException error = Assert.Throws<BrokerStartException>(() => new BrokerConfig(new Dictionary<string, string>
        {
            ["group.share.min.session.timeout.ms"] = "5000",
            ["group.share.session.timeout.ms"] = "5000",
        }));
        Assert.Equal("group.share.heartbeat.interval.ms must be less than group.share.session.timeout.ms.", error.Message);
    }

    [Theory]
    [InlineData("consumer.session.timeout.ms", 10_000, 45_000)]
    [InlineData("consumer.session.timeout.ms", 50_000, 50_000)]
    [InlineData("share.delivery.count.limit", 20, 10)]
    [InlineData("streams.initial.rebalance.delay.ms", 7, 7)]
    public void Setting_of_a_group_counts_within_the_bounds_the_broker_has_now(string name, int value, int effective) =>
        Assert.Equal(effective, GroupBounds.Clamp(name, value, new BrokerConfig(new Dictionary<string, string>())));

    [Fact]
    public void Every_default_satisfies_its_own_rule()
    {
        foreach (ConfigDefinition definition in TopicConfigDefinitions.All.Concat(BrokerConfigDefinitions.All).Concat(GroupConfigDefinitions.All).Concat(ClientMetricsConfigDefinitions.All))
        {
            Assert.True(definition.Default is null || definition.Problem(definition.Default) is null, definition.Name);
            Assert.NotEmpty(definition.Documentation);
        }
    }

    private static Task<ErrorCode> AlterAsync(WireClient client, string topic, params (string Name, int Operation, string? Value)[] changes) =>
        AlterAsync(client, topic, TopicType, changes);

    private static async Task<ErrorCode> AlterAsync(WireClient client, string name, sbyte type, params (string Name, int Operation, string? Value)[] changes)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources =
            [
                new()
                {
                    ResourceType = type,
                    ResourceName = name,
                    Configs = [.. changes.Select(change => new IncrementalAlterConfigsRequest.AlterableConfig { Name = change.Name, ConfigOperation = (sbyte)change.Operation, Value = change.Value })],
                },
            ],
        };
        IncrementalAlterConfigsResponse response = await client.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 1);
        return Assert.Single(response.Responses).ErrorCode;
    }

    private static async Task<DescribeConfigsResponse.DescribeConfigsResult> DescribeAsync(WireClient client, sbyte type, string name, List<string>? keys)
    {
        var request = new DescribeConfigsRequest
        {
            Resources = [new() { ResourceType = type, ResourceName = name, ConfigurationKeys = keys }],
            IncludeSynonyms = true,
            IncludeDocumentation = true,
        };
        return Assert.Single((await client.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, 4)).Results);
    }

    private static (string? Value, sbyte Source) Value(DescribeConfigsResponse.DescribeConfigsResult result, string name)
    {
        DescribeConfigsResponse.DescribeConfigsResourceResult config = result.Configs.Single(config => config.Name == name);
        return (config.Value, config.ConfigSource);
    }
}
