using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests;

/// <summary>Settings of groups, client metrics, loggers and of all brokers.</summary>
public sealed class ConfigResourceTests
{
    private const int Set = 0;
    private const int Delete = 1;
    private const int Append = 2;

    [Theory]
    [InlineData(ConfigResourceType.Topic, "t", Set, "min.cleanable.dirty.ratio", "2", ErrorCode.InvalidConfig, "Value must be no more than 1")]
    [InlineData(ConfigResourceType.Topic, "t", Set, "compression.gzip.level", "0", ErrorCode.InvalidConfig, "Value must be between 1 and 9 or equal to -1")]
    [InlineData(ConfigResourceType.Topic, "t", Set, "cleanup.policy", "delete,destroy", ErrorCode.InvalidConfig, "Invalid value destroy for configuration cleanup.policy")]
    [InlineData(ConfigResourceType.Topic, "t", Set, "leader.replication.throttled.replicas", "x", ErrorCode.InvalidConfig, "Invalid value [x]")]
    [InlineData(ConfigResourceType.Topic, "t", Set, "max.compaction.lag.ms", "50", ErrorCode.InvalidConfig, "conflict topic config setting min.compaction.lag.ms (100) > max.compaction.lag.ms (50)")]
    [InlineData(ConfigResourceType.Topic, "t", Set, "remote.storage.enable", "true", ErrorCode.InvalidConfig, "Tiered Storage functionality is disabled")]
    [InlineData(ConfigResourceType.Topic, "t", Delete, "no.such", null, ErrorCode.None, null)]
    [InlineData(ConfigResourceType.Topic, "", Set, "retention.ms", "1", ErrorCode.InvalidRequest, "Default topic resources are not allowed.")]
    [InlineData(ConfigResourceType.Broker, "1", Set, "node.id", "3", ErrorCode.InvalidRequest, "Cannot update these configs dynamically: [node.id]")]
    [InlineData(ConfigResourceType.Broker, "1", Set, "log.retention.ms", "x", ErrorCode.InvalidRequest, "Not a number of type LONG")]
    [InlineData(ConfigResourceType.Broker, "", Set, "log.retention.ms", "7200000", ErrorCode.None, null)]
    [InlineData(ConfigResourceType.Broker, "", Set, "ssl.keystore.location", "/x", ErrorCode.InvalidRequest, "only per-listener using the listener prefix: [ssl.keystore.location]")]
    [InlineData(ConfigResourceType.Broker, "", Set, "sasl.jaas.config", "x", ErrorCode.InvalidRequest, "Cannot update these configs at default cluster level, broker id must be specified: [sasl.jaas.config]")]
    [InlineData(ConfigResourceType.Broker, "7", Set, "log.retention.ms", "1", ErrorCode.InvalidRequest, "Unexpected broker id, expected 1")]
    [InlineData(ConfigResourceType.Group, "g", Set, "consumer.session.timeout.ms", "50000", ErrorCode.None, null)]
    [InlineData(ConfigResourceType.Group, "g", Set, "consumer.session.timeout.ms", "5", ErrorCode.InvalidConfig, "consumer.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms")]
    [InlineData(ConfigResourceType.Group, "g", Set, "consumer.heartbeat.interval.ms", "50000", ErrorCode.InvalidConfig, "consumer.heartbeat.interval.ms must be less than or equal to group.consumer.max.heartbeat.interval.ms")]
    [InlineData(ConfigResourceType.Group, "g", Set, "share.auto.offset.reset", "by_duration:PT1H", ErrorCode.None, null)]
    [InlineData(ConfigResourceType.Group, "g", Set, "share.auto.offset.reset", "now", ErrorCode.InvalidConfig, "by_duration")]
    [InlineData(ConfigResourceType.Group, "g", Set, "no.such", "5", ErrorCode.InvalidConfig, "Unknown group config name: no.such")]
    [InlineData(ConfigResourceType.Group, "", Set, "consumer.session.timeout.ms", "50000", ErrorCode.InvalidRequest, "Default group resources are not allowed.")]
    [InlineData(ConfigResourceType.ClientMetrics, "m", Set, "interval.ms", "1", ErrorCode.InvalidRequest, "interval must be between 100 and 3600000 (1 hour)")]
    [InlineData(ConfigResourceType.ClientMetrics, "m", Set, "match", "client_id=[", ErrorCode.InvalidConfig, "Illegal client matching pattern: client_id=[")]
    [InlineData(ConfigResourceType.ClientMetrics, "m", Set, "match", "client_id=x.*", ErrorCode.None, null)]
    [InlineData(ConfigResourceType.ClientMetrics, "m", Append, "metrics", "a.", ErrorCode.InvalidConfig, "Can't APPEND to key metrics because its type is not LIST.")]
    [InlineData(ConfigResourceType.ClientMetrics, "m", Set, "no.such", "1", ErrorCode.InvalidRequest, "Unknown client metrics configuration: no.such")]
    [InlineData(ConfigResourceType.BrokerLogger, "1", Set, "kafka.x", "DEBUG", ErrorCode.InvalidConfig, "Logger kafka.x does not exist!")]
    [InlineData(ConfigResourceType.BrokerLogger, "1", Set, "root", "LOUD", ErrorCode.InvalidConfig, "Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN")]
    [InlineData(ConfigResourceType.BrokerLogger, "1", Delete, "root", null, ErrorCode.InvalidRequest, "Removing the log level of the root logger is not allowed")]
    [InlineData(ConfigResourceType.BrokerLogger, "1", Append, "root", "INFO", ErrorCode.InvalidRequest, "APPEND operation is not allowed for the BROKER_LOGGER resource")]
    public async Task A_change_is_answered_as_Kafka_answers_it(object type, string name, int operation, string key, string? value, ErrorCode expected, string? message)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t", 1, ("min.compaction.lag.ms", "100"));
        using WireClient client = await broker.ConnectAsync();

        (ErrorCode code, string? text) = await AlterAsync(client, (ConfigResourceType)type, name, operation, key, value);

        Assert.Equal((expected, message is null), (code, text is null));
        Assert.Contains(message ?? string.Empty, text ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_groups_client_metrics_and_all_brokers_outlive_a_restart_and_are_listed()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await broker.CreateTopicAsync("t");
        using (WireClient first = await broker.ConnectAsync())
        {
            Assert.Equal((ErrorCode.None, null), await AlterAsync(first, ConfigResourceType.Group, "g", Set, "consumer.session.timeout.ms", "50000"));
            Assert.Equal((ErrorCode.None, null), await AlterAsync(first, ConfigResourceType.ClientMetrics, "m", Set, "interval.ms", "1000"));
            Assert.Equal((ErrorCode.None, null), await AlterAsync(first, ConfigResourceType.Broker, "", Set, "log.retention.ms", "7200000"));
        }

        await broker.RestartAsync();
        using WireClient client = await broker.ConnectAsync();

        Assert.Equal(("50000", ConfigSource.DynamicGroup), await ValueAsync(client, ConfigResourceType.Group, "g", "consumer.session.timeout.ms"));
        Assert.Equal(("45000", ConfigSource.Default), await ValueAsync(client, ConfigResourceType.Group, "other", "consumer.session.timeout.ms"));
        Assert.Equal(("1000", ConfigSource.DynamicClientMetrics), await ValueAsync(client, ConfigResourceType.ClientMetrics, "m", "interval.ms"));
        Assert.Equal(("7200000", ConfigSource.DynamicDefaultBroker), await ValueAsync(client, ConfigResourceType.Broker, "", "log.retention.ms"));
        Assert.Equal(("7200000", ConfigSource.DynamicDefaultBroker), await ValueAsync(client, ConfigResourceType.Broker, "1", "log.retention.ms"));
        Assert.Equal(("7200000", ConfigSource.DynamicDefaultBroker), await ValueAsync(client, ConfigResourceType.Topic, "t", "retention.ms"));
        ListConfigResourcesResponse all = await client.CallAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(new() { ResourceTypes = [] }, 1);
        Assert.Equal(
            [(2, "t"), (4, "1"), (8, "1"), (16, "m"), (32, "g")],
            all.ConfigResources.Select(resource => ((int)resource.ResourceType, resource.ResourceName)).Order());
        ListConfigResourcesResponse old = await client.CallAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(new(), 0);
        Assert.Equal("m", Assert.Single(old.ConfigResources).ResourceName);
    }

    [Fact]
    public async Task A_logger_takes_the_level_it_is_given_until_that_is_taken_away()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using WireClient client = await broker.ConnectAsync();
        const string Logger = "Weir.Broker.MetadataController";
        string? before = (await ValueAsync(client, ConfigResourceType.BrokerLogger, "1", Logger)).Value;

        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, ConfigResourceType.BrokerLogger, "1", Set, Logger, "TRACE"));
        Assert.Equal(("TRACE", ConfigSource.DynamicBrokerLogger), await ValueAsync(client, ConfigResourceType.BrokerLogger, "1", Logger));
        Assert.True(broker.Server.Services.LoggerFactory.CreateLogger(Logger).IsEnabled(Microsoft.Extensions.Logging.LogLevel.Trace));
        Assert.Equal((ErrorCode.None, null), await AlterAsync(client, ConfigResourceType.BrokerLogger, "1", Delete, Logger, null));
        Assert.Equal(before, (await ValueAsync(client, ConfigResourceType.BrokerLogger, "1", Logger)).Value);
    }

    private static async Task<(ErrorCode Code, string? Message)> AlterAsync(WireClient client, ConfigResourceType type, string name, int operation, string key, string? value)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources = [new() { ResourceType = (sbyte)type, ResourceName = name, Configs = [new() { Name = key, ConfigOperation = (sbyte)operation, Value = value }] }],
        };
        IncrementalAlterConfigsResponse response = await client.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 1);
        IncrementalAlterConfigsResponse.AlterConfigsResourceResponse result = Assert.Single(response.Responses);
        return (result.ErrorCode, result.ErrorMessage);
    }

    private static async Task<(string? Value, ConfigSource Source)> ValueAsync(WireClient client, ConfigResourceType type, string name, string key)
    {
        var request = new DescribeConfigsRequest { Resources = [new() { ResourceType = (sbyte)type, ResourceName = name, ConfigurationKeys = [key] }] };
        DescribeConfigsResponse response = await client.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, 4);
        DescribeConfigsResponse.DescribeConfigsResourceResult config = Assert.Single(Assert.Single(response.Results).Configs);
        return (config.Value, (ConfigSource)config.ConfigSource);
    }
}
