namespace Weir.Broker;

/// <summary>Effective settings with their sources (KIP-226): of topics, the broker, groups and subscriptions to client metrics.</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class ConfigDescriber(BrokerConfig broker)
{
    /// <summary>Every topic setting, as it is for a topic with these settings of its own.</summary>
    public IEnumerable<DescribedConfig> DescribeTopic(IReadOnlyDictionary<string, string> overrides) =>
        TopicConfigDefinitions.All.Select(definition => Describe(definition, overrides, ConfigSource.DynamicTopic, broker.TopicDefault(definition)));

    /// <summary>Every setting of a group, as it is with these settings of its own.</summary>
    public IEnumerable<DescribedConfig> DescribeGroup(IReadOnlyDictionary<string, string> overrides) =>
        GroupConfigDefinitions.All.Select(definition => Describe(definition with { BrokerName = definition.BrokerName ?? definition.Name }, overrides, ConfigSource.DynamicGroup, DefaultOf(definition)));

    /// <summary>Every setting of a subscription to client metrics.</summary>
    public IEnumerable<DescribedConfig> DescribeClientMetrics(IReadOnlyDictionary<string, string> overrides) =>
        ClientMetricsConfigDefinitions.All.Select(definition => Describe(definition, overrides, ConfigSource.DynamicClientMetrics, definition.Default));

    /// <summary>Every setting of this broker.</summary>
    public IEnumerable<DescribedConfig> DescribeBroker()
    {
        foreach (ConfigDefinition definition in BrokerConfigDefinitions.All)
        {
            List<(string Name, string? Value, ConfigSource Source)> synonyms = SynonymsOf(definition.Name);
            if (definition.IsShownWhenSet && synonyms.TrueForAll(synonym => synonym.Source == ConfigSource.Default))
            {
                continue;
            }

            (string? value, ConfigSource source) = synonyms.Count > 0 ? (synonyms[0].Value, synonyms[0].Source) : (definition.Default, ConfigSource.Default);
            yield return new DescribedConfig(definition, value, source, definition.IsReadOnly, synonyms);
        }
    }

    /// <summary>What was set as the default of all brokers, and nothing else.</summary>
    public IEnumerable<DescribedConfig> DescribeBrokerDefaults() =>
        from pair in broker.DynamicDefault
        where BrokerConfigDefinitions.ByName.ContainsKey(pair.Key)
        select new DescribedConfig(
            BrokerConfigDefinitions.ByName[pair.Key], pair.Value, ConfigSource.DynamicDefaultBroker, IsReadOnly: false, [(pair.Key, pair.Value, ConfigSource.DynamicDefaultBroker)]);

    private DescribedConfig Describe(ConfigDefinition definition, IReadOnlyDictionary<string, string> overrides, ConfigSource own, string? defaultValue)
    {
        List<(string Name, string? Value, ConfigSource Source)> synonyms = definition.BrokerName is { } name ? SynonymsOf(name, definition.Default) : [];
        if (overrides.TryGetValue(definition.Name, out string? value))
        {
            synonyms.Insert(0, (definition.Name, value, own));
            return new DescribedConfig(definition, value, own, IsReadOnly: false, synonyms);
        }

        return new DescribedConfig(definition, defaultValue, synonyms.Count > 0 ? synonyms[0].Source : ConfigSource.Default, IsReadOnly: false, synonyms);
    }

    private string? DefaultOf(ConfigDefinition definition) =>
        definition.BrokerName is { } name ? broker.Get(name) ?? definition.Default : definition.Default;

    // Everything that could give a broker setting its value, strongest first. A default of null is none.
    private List<(string Name, string? Value, ConfigSource Source)> SynonymsOf(string name, string? otherwise = null)
    {
        var synonyms = new List<(string Name, string? Value, ConfigSource Source)>();
        foreach (string synonym in BrokerConfig.SynonymsOf(name))
        {
            AddSet(synonyms, synonym, broker.Dynamic, ConfigSource.DynamicBroker);
            AddSet(synonyms, synonym, broker.DynamicDefault, ConfigSource.DynamicDefaultBroker);
            AddSet(synonyms, synonym, broker.Static, ConfigSource.StaticBroker);
        }

        string? defaultValue = BrokerConfigDefinitions.ByName.TryGetValue(name, out ConfigDefinition? definition) ? definition.Default : otherwise;
        if (defaultValue is not null)
        {
            synonyms.Add((name, defaultValue, ConfigSource.Default));
        }

        return synonyms;
    }

    private static void AddSet(List<(string Name, string? Value, ConfigSource Source)> synonyms, string name, IReadOnlyDictionary<string, string> values, ConfigSource source)
    {
        if (values.TryGetValue(name, out string? value))
        {
            synonyms.Add((name, value, source));
        }
    }
}
