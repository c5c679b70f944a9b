using System.Globalization;
using Weir.Log;

namespace Weir.Broker;

/// <summary>Effective settings of the broker: what was given at start, what was changed since, and the defaults.</summary>
/// <remarks>Thread model: any thread reads; the <see cref="MetadataController"/> alone changes the dynamic parts, each as a whole.</remarks>
internal sealed class BrokerConfig
{
    // Kafka's coarser names of the same settings, strongest first, with the milliseconds in their unit.
    private static readonly (string Name, string Target, long UnitMs)[] Coarser =
    [
        ("log.retention.minutes", "log.retention.ms", 60_000),
        ("log.retention.hours", "log.retention.ms", 3_600_000),
        ("log.roll.hours", "log.roll.ms", 3_600_000),
        ("log.roll.jitter.hours", "log.roll.jitter.ms", 3_600_000),
        ("log.flush.scheduler.interval.ms", "log.flush.interval.ms", 1),
    ];

    private readonly Dictionary<string, string> _static;
    private volatile IReadOnlyDictionary<string, string> _dynamic = new Dictionary<string, string>();
    private volatile IReadOnlyDictionary<string, string> _dynamicDefault = new Dictionary<string, string>();

    /// <exception cref="BrokerStartException">A value is not allowed.</exception>
    public BrokerConfig(IReadOnlyDictionary<string, string> properties)
    {
        _static = new Dictionary<string, string>(properties, StringComparer.Ordinal);
        foreach ((string name, string value) in _static)
        {
            if (BrokerConfigDefinitions.ByName.TryGetValue(name, out ConfigDefinition? definition) && definition.Problem(value) is { } problem)
            {
                throw new BrokerStartException(problem + ".");
            }
        }

        if (GroupBounds.ProblemOf(this) is { } contradiction)
        {
            throw new BrokerStartException(contradiction + ".");
        }
    }

    /// <summary>Settings of this broker changed while running; they win over all others.</summary>
    public IReadOnlyDictionary<string, string> Dynamic
    {
        get => _dynamic;
        internal set => _dynamic = value;
    }

    /// <summary>Defaults of all brokers changed while running; they win over static settings.</summary>
    public IReadOnlyDictionary<string, string> DynamicDefault
    {
        get => _dynamicDefault;
        internal set => _dynamicDefault = value;
    }

    /// <summary>Settings given at start.</summary>
    public IReadOnlyDictionary<string, string> Static => _static;

    /// <summary>The setting itself, and its coarser names, strongest first.</summary>
    public static IEnumerable<string> SynonymsOf(string name) => [name, .. Coarser.Where(coarser => coarser.Target == name).Select(coarser => coarser.Name)];

    /// <summary>The effective value; null when the setting has none.</summary>
    /// <exception cref="KeyNotFoundException">The broker does not know the setting.</exception>
    public string? Get(string name) => GetSet(name) ?? BrokerConfigDefinitions.ByName[name].Default ?? FromCoarser(name, orDefault: true);

    public int GetInt(string name) => ConfigText.ToInt(Get(name)!);

    public long GetLong(string name) => ConfigText.ToLong(Get(name)!);

    public double GetDouble(string name) => ConfigText.ToDouble(Get(name)!);

    public bool GetBoolean(string name) => ConfigText.ToBoolean(Get(name)!);

    /// <summary>Settings of log compaction.</summary>
    public LogCleanerOptions Cleaner => new()
    {
        IsEnabled = GetBoolean("log.cleaner.enable"),
        Backoff = TimeSpan.FromMilliseconds(Math.Min(GetLong("log.cleaner.backoff.ms"), int.MaxValue)),
        DedupeBufferBytes = GetLong("log.cleaner.dedupe.buffer.size"),
        DedupeBufferLoadFactor = GetDouble("log.cleaner.io.buffer.load.factor"),
        IoBufferBytes = GetInt("log.cleaner.io.buffer.size"),
        IoMaxBytesPerSecond = GetDouble("log.cleaner.io.max.bytes.per.second"),
    };

    /// <summary>What a topic has when the setting is not set on it.</summary>
    public string TopicDefault(ConfigDefinition definition) =>
        (definition.BrokerName is { } name ? GetSet(name) ?? FromCoarser(name, orDefault: false) : null) ?? definition.Default ?? string.Empty;

    /// <summary>Settings given at start that the broker does not know; worth a warning.</summary>
    public IEnumerable<string> UnknownNames => _static.Keys.Where(name => !BrokerConfigDefinitions.ByName.ContainsKey(name));

    private string? GetSet(string name) =>
        _dynamic.TryGetValue(name, out string? value) || _dynamicDefault.TryGetValue(name, out value) || _static.TryGetValue(name, out value) ? value : null;

    private string? FromCoarser(string target, bool orDefault)
    {
        foreach ((string name, string of, long unitMs) in Coarser)
        {
            if (of == target && (GetSet(name) ?? (orDefault ? BrokerConfigDefinitions.ByName[name].Default : null)) is { } text)
            {
                long count = ConfigText.ToLong(text);
                return (count < 0 ? -1 : count * unitMs).ToString(CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    internal void SetStatic(string name, string value) => _static[name] = value;
}
