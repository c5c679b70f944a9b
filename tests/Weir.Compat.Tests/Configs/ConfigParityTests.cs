using System.Globalization;
using Weir.Compat.Tests.Harness;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Configs;

/// <summary>Asks Weir and Apache Kafka the same questions about settings and compares the answers, key by key.</summary>
public sealed class ConfigParityTests
{
    private const sbyte Topic = 2;
    private const sbyte Broker = 4;
    private const sbyte ClientMetrics = 16;
    private const sbyte Group = 32;

    private static readonly (string Kind, sbyte Type, string Name)[] Resources =
        [("topic", Topic, "t"), ("broker", Broker, "1"), ("all-brokers", Broker, ""), ("group", Group, "g"), ("client-metrics", ClientMetrics, "m")];

    // Operations: 0 set, 1 delete, 2 append, 3 subtract.
    private static readonly (sbyte Type, string Name, sbyte Operation, string Key, string? Value)[] Changes =
    [
        (Topic, "t", 0, "no.such", "1"), (Topic, "t", 0, "retention.ms", "soon"), (Topic, "t", 0, "retention.ms", "-2"), (Topic, "t", 0, "retention.ms", null),
        (Topic, "t", 2, "retention.ms", "1"), (Topic, "t", 0, "cleanup.policy", "delete,destroy"), (Topic, "t", 0, "cleanup.policy", ""),
        (Topic, "t", 0, "compression.type", "bzip"), (Topic, "t", 0, "compression.gzip.level", "0"), (Topic, "t", 0, "preallocate", "maybe"),
        (Topic, "t", 0, "min.cleanable.dirty.ratio", "x"), (Topic, "t", 0, "remote.storage.enable", "true"), (Topic, "t", 0, "segment.bytes", "1"),
        (Topic, "t", 0, "min.insync.replicas", "0"), (Topic, "t", 0, "local.retention.ms", "-3"), (Topic, "t", 0, "leader.replication.throttled.replicas", "x"),
        (Topic, "t", 0, "leader.replication.throttled.replicas", "0:1,1:1"), (Topic, "t", 0, "min.compaction.lag.ms", "100"), (Topic, "t", 0, "max.compaction.lag.ms", "50"),
        (Topic, "t", 1, "min.compaction.lag.ms", null), (Topic, "t", 1, "no.such", null), (Topic, "", 0, "retention.ms", "1"), (Topic, "a b", 0, "retention.ms", "1"),
        (Topic, "nope", 0, "retention.ms", "1"), (Broker, "1", 0, "node.id", "3"), (Broker, "1", 0, "log.retention.ms", "x"), (Broker, "1", 0, "log.retention.ms", "3600000"),
        (Broker, "", 0, "log.retention.ms", "7200000"), (Broker, "", 0, "num.io.threads", "0"), (Broker, "", 0, "ssl.keystore.location", "/x"),
        (Broker, "", 0, "num.partitions", "3"), (Broker, "1", 0, "message.max.bytes", null), (Broker, "1", 0, "log.cleaner.threads", "2"), (Broker, "1", 0, "no.such", "1"),
        (Broker, "1", 1, "log.retention.ms", null), (Broker, "", 1, "log.retention.ms", null), (Broker, "1", 1, "log.cleaner.threads", null), (Broker, "1", 1, "no.such", null),
        (Group, "g", 0, "consumer.session.timeout.ms", "50000"), (Group, "g", 0, "consumer.session.timeout.ms", "5"), (Group, "g", 0, "consumer.session.timeout.ms", "x"),
        (Group, "g", 0, "consumer.heartbeat.interval.ms", "50000"), (Group, "g", 0, "no.such", "5"), (Group, "g", 0, "share.auto.offset.reset", "by_duration:PT1H"),
        (Group, "g", 0, "share.isolation.level", "x"), (Group, "g", 0, "share.record.lock.duration.ms", "1"), (Group, "", 0, "consumer.session.timeout.ms", "50000"),
        (ClientMetrics, "m", 0, "interval.ms", "1000"), (ClientMetrics, "m", 0, "interval.ms", "1"), (ClientMetrics, "m", 0, "match", "client_id=x.*"),
        (ClientMetrics, "m", 0, "match", "bogus=1"), (ClientMetrics, "m", 0, "match", "client_id=["), (ClientMetrics, "m", 0, "metrics", "a.b.,c."),
        (ClientMetrics, "m", 2, "metrics", "d."), (ClientMetrics, "m", 3, "metrics", "c."), (ClientMetrics, "m", 0, "no.such", "1"), (ClientMetrics, "", 0, "interval.ms", "1000"),
    ];

    [CompatFact]
    public async Task Every_setting_and_every_refusal_is_as_in_Apache_Kafka_or_differs_on_purpose()
    {
        await using var kafka = await BrokerProcess.StartAsync(BrokerKind.Kafka);
        await using var weir = await BrokerProcess.StartAsync(BrokerKind.Weir);
        using var oracle = await WireCaller.ConnectAsync(kafka.BootstrapServers);
        using var subject = await WireCaller.ConnectAsync(weir.BootstrapServers);
        await oracle.CreateTopicAsync("t");
        await subject.CreateTopicAsync("t");

        var differences = new Dictionary<string, string>();
        await CompareSettingsAsync(oracle, subject, differences);
        foreach (var change in Changes)
        {
            var expected = await AlterAsync(oracle, change);
            var actual = await AlterAsync(subject, change);
            if (expected != actual)
            {
                var operation = change.Operation switch { 0 => "set", 1 => "delete", 2 => "append", _ => "subtract" };
                differences[$"{operation} {KindOf(change.Type)} '{change.Name}' {change.Key}={change.Value}"] = $"Kafka {expected}, Weir {actual}";
            }
        }

        // What the changes have left behind is described alike, too.
        await CompareSettingsAsync(oracle, subject, differences);
        KnownDifferences.Load().Check(differences);
    }

    private static string KindOf(sbyte type) => Resources.First(resource => resource.Type == type).Kind;

    private static async Task CompareSettingsAsync(WireCaller oracle, WireCaller subject, Dictionary<string, string> differences)
    {
        foreach (var (kind, type, name) in Resources)
        {
            var expected = await DescribeAsync(oracle, type, name);
            var actual = await DescribeAsync(subject, type, name);
            foreach (var key in expected.Keys.Union(actual.Keys))
            {
                var (theirs, ours) = (expected.GetValueOrDefault(key, "absent"), actual.GetValueOrDefault(key, "absent"));
                if (theirs != ours)
                {
                    differences[$"{kind} {key}"] = $"Kafka {theirs}, Weir {ours}";
                }
            }
        }
    }

    // Documentation is each project's own text: only its presence is compared.
    private static async Task<Dictionary<string, string>> DescribeAsync(WireCaller caller, sbyte type, string name)
    {
        var request = new DescribeConfigsRequest
        {
            IncludeSynonyms = true,
            IncludeDocumentation = true,
            Resources = [new() { ResourceType = type, ResourceName = name, ConfigurationKeys = null }],
        };
        var response = await caller.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(request, 4);
        Assert.Equal(Protocol.ErrorCode.None, response.Results[0].ErrorCode);
        return response.Results[0].Configs.ToDictionary(config => config.Name, config => string.Create(CultureInfo.InvariantCulture, $"""
            {config.Value ?? "null"} from {config.ConfigSource} type {config.ConfigType} {(config.ReadOnly ? "fixed" : "changeable")}{(config.IsSensitive ? " sensitive" : "")} {(string.IsNullOrEmpty(config.Documentation) ? "undocumented" : "documented")} [{string.Join(' ', config.Synonyms.Select(synonym => $"{synonym.Source}:{synonym.Name}={synonym.Value}"))}]
            """));
    }

    private static async Task<string> AlterAsync(WireCaller caller, (sbyte Type, string Name, sbyte Operation, string Key, string? Value) change)
    {
        var request = new IncrementalAlterConfigsRequest
        {
            Resources = [new() { ResourceType = change.Type, ResourceName = change.Name, Configs = [new() { Name = change.Key, ConfigOperation = change.Operation, Value = change.Value }] }],
        };
        var response = await caller.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 1);
        return $"{response.Responses[0].ErrorCode} {response.Responses[0].ErrorMessage}";
    }
}
