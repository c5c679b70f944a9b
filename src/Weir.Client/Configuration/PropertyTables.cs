using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>The standard property names, and which option each one sets.</summary>
internal static class PropertyTables
{
    private const string ByDuration = "by_duration:";

    private static readonly (string Name, SecurityProtocol Value)[] SecurityProtocols =
    [
        ("PLAINTEXT", SecurityProtocol.Plaintext), ("SSL", SecurityProtocol.Ssl),
        ("SASL_PLAINTEXT", SecurityProtocol.SaslPlaintext), ("SASL_SSL", SecurityProtocol.SaslSsl),
    ];

    private static readonly (string Name, Acks Value)[] AcksNames = [("all", Acks.All), ("-1", Acks.All), ("1", Acks.Leader), ("0", Acks.None)];

    private static readonly (string Name, CompressionType Value)[] Compressions =
    [
        ("none", CompressionType.None), ("gzip", CompressionType.Gzip), ("snappy", CompressionType.Snappy),
        ("lz4", CompressionType.Lz4), ("zstd", CompressionType.Zstd),
    ];

    private static readonly (string Name, AutoOffsetReset Value)[] Resets =
        [("earliest", AutoOffsetReset.Earliest), ("latest", AutoOffsetReset.Latest), ("none", AutoOffsetReset.None)];

    private static readonly (string Name, IsolationLevel Value)[] IsolationLevels =
        [("read_uncommitted", IsolationLevel.ReadUncommitted), ("read_committed", IsolationLevel.ReadCommitted)];

    private static readonly (string Name, GroupProtocol Value)[] GroupProtocols = [("classic", GroupProtocol.Classic), ("consumer", GroupProtocol.Consumer)];

    private static readonly (string Name, ShareAcknowledgementMode Value)[] AcknowledgementModes =
        [("implicit", ShareAcknowledgementMode.Implicit), ("explicit", ShareAcknowledgementMode.Explicit)];

    private static readonly (string Name, ShareAcquireMode Value)[] AcquireModes =
        [("batch_optimized", ShareAcquireMode.BatchOptimized), ("record_limit", ShareAcquireMode.RecordLimit)];

    // Java names its assignors by class, librdkafka by short name.
    private static readonly (string Name, AssignmentStrategy Value)[] Strategies =
    [
        ("range", AssignmentStrategy.Range), ("roundrobin", AssignmentStrategy.RoundRobin),
        ("sticky", AssignmentStrategy.Sticky), ("cooperative-sticky", AssignmentStrategy.CooperativeSticky),
        ("org.apache.kafka.clients.consumer.RangeAssignor", AssignmentStrategy.Range),
        ("org.apache.kafka.clients.consumer.RoundRobinAssignor", AssignmentStrategy.RoundRobin),
        ("org.apache.kafka.clients.consumer.StickyAssignor", AssignmentStrategy.Sticky),
        ("org.apache.kafka.clients.consumer.CooperativeStickyAssignor", AssignmentStrategy.CooperativeSticky),
    ];

    public static readonly Dictionary<string, Action<ClientOptions, PropertyValue>> Common = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = (o, v) => o.BootstrapServers = v.Text,
        ["client.id"] = (o, v) => o.ClientId = v.Text,
        ["client.rack"] = (o, v) => o.ClientRack = v.Text,
        ["security.protocol"] = (o, v) => o.SecurityProtocol = v.OneOf(SecurityProtocols.AsSpan()),
        ["request.timeout.ms"] = (o, v) => o.RequestTimeout = v.Milliseconds(1),
        ["default.api.timeout.ms"] = (o, v) => o.DefaultApiTimeout = v.Milliseconds(1),
        ["socket.connection.setup.timeout.ms"] = (o, v) => o.ConnectTimeout = v.LongMilliseconds(1),
        ["reconnect.backoff.ms"] = (o, v) => o.ReconnectBackoff = v.LongMilliseconds(),
        ["reconnect.backoff.max.ms"] = (o, v) => o.ReconnectBackoffMax = v.LongMilliseconds(),
        ["retry.backoff.ms"] = (o, v) => o.RetryBackoff = v.LongMilliseconds(),
        ["retry.backoff.max.ms"] = (o, v) => o.RetryBackoffMax = v.LongMilliseconds(),
        ["metadata.max.age.ms"] = (o, v) => o.MetadataMaxAge = v.LongMilliseconds(1),
        ["send.buffer.bytes"] = (o, v) => o.SendBufferBytes = v.Int32(-1, int.MaxValue),
        ["receive.buffer.bytes"] = (o, v) => o.ReceiveBufferBytes = v.Int32(-1, int.MaxValue),
    };

    public static readonly Dictionary<string, Action<ProducerOptions, PropertyValue>> Producer = new(StringComparer.Ordinal)
    {
        ["acks"] = (o, v) => o.Acks = v.OneOf(AcksNames.AsSpan()),
        ["enable.idempotence"] = (o, v) => o.EnableIdempotence = v.Boolean(),
        ["transactional.id"] = (o, v) => o.TransactionalId = v.Text,
        ["transaction.timeout.ms"] = (o, v) => o.TransactionTimeout = v.Milliseconds(1),
        ["linger.ms"] = (o, v) => o.Linger = v.LongMilliseconds(),
        ["batch.size"] = (o, v) => o.BatchSize = v.Int32(0, int.MaxValue),
        ["buffer.memory"] = (o, v) => o.BufferMemory = v.Int64(1, long.MaxValue),
        ["max.block.ms"] = (o, v) => o.MaxBlock = v.LongMilliseconds(),
        ["compression.type"] = (o, v) => o.CompressionType = v.OneOf(Compressions.AsSpan()),
        ["max.in.flight.requests.per.connection"] = (o, v) => o.MaxInFlightRequestsPerConnection = v.Int32(1, int.MaxValue),
        ["max.request.size"] = (o, v) => o.MaxRequestSize = v.Int32(1, int.MaxValue),
        ["delivery.timeout.ms"] = (o, v) => o.DeliveryTimeout = v.Milliseconds(1),
        ["retries"] = (o, v) => o.Retries = v.Int32(0, int.MaxValue),
        ["partitioner.ignore.keys"] = (o, v) => o.PartitionerIgnoreKeys = v.Boolean(),
    };

    public static readonly Dictionary<string, Action<ConsumerOptions, PropertyValue>> Consumer = new(StringComparer.Ordinal)
    {
        ["group.id"] = (o, v) => o.GroupId = v.Text,
        ["group.instance.id"] = (o, v) => o.GroupInstanceId = v.Text,
        ["auto.offset.reset"] = SetReset,
        ["enable.auto.commit"] = (o, v) => o.EnableAutoCommit = v.Boolean(),
        ["auto.commit.interval.ms"] = (o, v) => o.AutoCommitInterval = v.Milliseconds(1),
        ["group.protocol"] = (o, v) => o.GroupProtocol = v.OneOf(GroupProtocols.AsSpan()),
        ["group.remote.assignor"] = (o, v) => o.GroupRemoteAssignor = v.Text,
        ["partition.assignment.strategy"] = (o, v) =>
            o.PartitionAssignmentStrategy = [.. v.Items().Select(static item => item.OneOf(Strategies.AsSpan()))],
        ["session.timeout.ms"] = (o, v) => o.SessionTimeout = v.Milliseconds(1),
        ["heartbeat.interval.ms"] = (o, v) => o.HeartbeatInterval = v.Milliseconds(1),
        ["max.poll.interval.ms"] = (o, v) => o.MaxPollInterval = v.Milliseconds(1),
        ["max.poll.records"] = (o, v) => o.MaxPollRecords = v.Int32(1, int.MaxValue),
        ["fetch.min.bytes"] = (o, v) => o.FetchMinBytes = v.Int32(0, int.MaxValue),
        ["fetch.max.wait.ms"] = (o, v) => o.FetchMaxWait = v.Milliseconds(),
        ["fetch.max.bytes"] = (o, v) => o.FetchMaxBytes = v.Int32(1, int.MaxValue),
        ["max.partition.fetch.bytes"] = (o, v) => o.MaxPartitionFetchBytes = v.Int32(1, int.MaxValue),
        ["isolation.level"] = (o, v) => o.IsolationLevel = v.OneOf(IsolationLevels.AsSpan()),
        ["check.crcs"] = (o, v) => o.CheckCrcs = v.Boolean(),
        ["exclude.internal.topics"] = (o, v) => o.ExcludeInternalTopics = v.Boolean(),
        ["allow.auto.create.topics"] = (o, v) => o.AllowAutoCreateTopics = v.Boolean(),
    };

    public static readonly Dictionary<string, Action<ShareConsumerOptions, PropertyValue>> ShareConsumer = new(StringComparer.Ordinal)
    {
        ["group.id"] = (o, v) => o.GroupId = v.Text,
        ["share.acknowledgement.mode"] = (o, v) => o.AcknowledgementMode = v.OneOf(AcknowledgementModes.AsSpan()),
        ["share.acquire.mode"] = (o, v) => o.AcquireMode = v.OneOf(AcquireModes.AsSpan()),
        ["max.poll.interval.ms"] = (o, v) => o.MaxPollInterval = v.Milliseconds(1),
        ["max.poll.records"] = (o, v) => o.MaxPollRecords = v.Int32(1, int.MaxValue),
        ["fetch.min.bytes"] = (o, v) => o.FetchMinBytes = v.Int32(0, int.MaxValue),
        ["fetch.max.wait.ms"] = (o, v) => o.FetchMaxWait = v.Milliseconds(),
        ["fetch.max.bytes"] = (o, v) => o.FetchMaxBytes = v.Int32(1, int.MaxValue),
        ["check.crcs"] = (o, v) => o.CheckCrcs = v.Boolean(),
        ["allow.auto.create.topics"] = (o, v) => o.AllowAutoCreateTopics = v.Boolean(),
    };

    /// <summary>Whether some kind of client knows the key: one file may serve producers, consumers and administration.</summary>
    public static bool IsKnown(string key) => Common.ContainsKey(key) || Producer.ContainsKey(key) || Consumer.ContainsKey(key) || ShareConsumer.ContainsKey(key);

    private static void SetReset(ConsumerOptions options, PropertyValue value)
    {
        if (value.Text.StartsWith(ByDuration, StringComparison.OrdinalIgnoreCase))
        {
            options.AutoOffsetReset = AutoOffsetReset.ByDuration;
            options.AutoOffsetResetDuration = value.Duration(value.Text[ByDuration.Length..]);
        }
        else
        {
            options.AutoOffsetReset = value.OneOf(Resets.AsSpan());
        }
    }
}
