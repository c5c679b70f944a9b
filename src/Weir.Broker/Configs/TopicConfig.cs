using Weir.Log;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>Effective settings of one topic, parsed once when they change.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class TopicConfig
{
    private TopicConfig(IReadOnlyDictionary<string, string> overrides, Func<string, string> effective)
    {
        Overrides = overrides;
        string[] policies = ConfigText.ToList(effective("cleanup.policy"));
        IsCompacted = policies.Contains("compact", StringComparer.Ordinal);
        (Recompress, Compression) = effective("compression.type") switch
        {
            "uncompressed" => (true, CompressionType.None),
            "gzip" => (true, CompressionType.Gzip),
            "snappy" => (true, CompressionType.Snappy),
            "lz4" => (true, CompressionType.Lz4),
            "zstd" => (true, CompressionType.Zstd),
            _ => (false, CompressionType.None),
        };
        CompressionLevel = Compression switch
        {
            CompressionType.Gzip when effective("compression.gzip.level") != "-1" => ConfigText.ToInt(effective("compression.gzip.level")),
            CompressionType.Lz4 => ConfigText.ToInt(effective("compression.lz4.level")),
            CompressionType.Zstd => ConfigText.ToInt(effective("compression.zstd.level")),
            _ => null,
        };
        Log = new LogConfig
        {
            SegmentBytes = ConfigText.ToInt(effective("segment.bytes")),
            SegmentMs = ConfigText.ToLong(effective("segment.ms")),
            SegmentJitterMs = ConfigText.ToLong(effective("segment.jitter.ms")),
            SegmentIndexBytes = ConfigText.ToInt(effective("segment.index.bytes")),
            IndexIntervalBytes = ConfigText.ToInt(effective("index.interval.bytes")),
            RetentionMs = ConfigText.ToLong(effective("retention.ms")),
            RetentionBytes = ConfigText.ToLong(effective("retention.bytes")),
            MaxMessageBytes = ConfigText.ToInt(effective("max.message.bytes")),
            MessageTimestampType = effective("message.timestamp.type") == "LogAppendTime" ? TimestampType.LogAppendTime : TimestampType.CreateTime,
            MessageTimestampBeforeMaxMs = ConfigText.ToLong(effective("message.timestamp.before.max.ms")),
            MessageTimestampAfterMaxMs = ConfigText.ToLong(effective("message.timestamp.after.max.ms")),
            FlushMessages = ConfigText.ToLong(effective("flush.messages")),
            FlushMs = ConfigText.ToLong(effective("flush.ms")),
            Preallocate = ConfigText.ToBoolean(effective("preallocate")),
            FileDeleteDelayMs = ConfigText.ToLong(effective("file.delete.delay.ms")),
            CleanupDelete = policies.Contains("delete", StringComparer.Ordinal),
            CleanupCompact = IsCompacted,
            DeleteRetentionMs = ConfigText.ToLong(effective("delete.retention.ms")),
            MinCleanableDirtyRatio = ConfigText.ToDouble(effective("min.cleanable.dirty.ratio")),
            MinCompactionLagMs = ConfigText.ToLong(effective("min.compaction.lag.ms")),
            MaxCompactionLagMs = ConfigText.ToLong(effective("max.compaction.lag.ms")),
        };
    }

    /// <summary>Kafka's defaults.</summary>
    public static TopicConfig Default { get; } =
        new(new Dictionary<string, string>(), static name => TopicConfigDefinitions.ByName[name].Default!);

    /// <summary>What was set on the topic itself.</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; }

    public LogConfig Log { get; }

    /// <summary>Whether <c>cleanup.policy</c> contains <c>compact</c>: records then need keys.</summary>
    public bool IsCompacted { get; }

    /// <summary>Whether <c>compression.type</c> overrules the producer.</summary>
    public bool Recompress { get; }

    /// <summary>The codec to store with when <see cref="Recompress"/> is set.</summary>
    public CompressionType Compression { get; }

    /// <summary>Level of that codec; null for its own default.</summary>
    public int? CompressionLevel { get; }

    /// <summary>Settings of a topic: its own, then the broker's defaults for topics, then Kafka's.</summary>
    /// <param name="overrides">Validated settings of the topic.</param>
    /// <param name="broker">The broker's settings.</param>
    public static TopicConfig Create(IReadOnlyDictionary<string, string> overrides, BrokerConfig broker) =>
        new(overrides, name => overrides.TryGetValue(name, out string? value) ? value : broker.TopicDefault(TopicConfigDefinitions.ByName[name]));
}
