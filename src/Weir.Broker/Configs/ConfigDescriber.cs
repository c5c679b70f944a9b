namespace Weir.Broker;

/// <summary>Effective settings of topics and of the broker, with their sources (KIP-226).</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class ConfigDescriber(BrokerConfig broker)
{
    /// <summary>Every topic setting, as it is for a topic with these settings of its own.</summary>
    public IEnumerable<DescribedConfig> DescribeTopic(IReadOnlyDictionary<string, string> overrides)
    {
        foreach (ConfigDefinition definition in TopicConfigDefinitions.All)
        {
            var synonyms = new List<(string Name, string? Value, ConfigSource Source)>();
            if (overrides.TryGetValue(definition.Name, out string? own))
            {
                synonyms.Add((definition.Name, own, ConfigSource.DynamicTopic));
            }

            AddBroker(synonyms, definition.BrokerName ?? definition.Name, definition.Default, isKnownToBroker: definition.BrokerName is not null);
            yield return Described(definition, synonyms, isReadOnly: false);
        }
    }

    /// <summary>Every setting of the broker.</summary>
    public IEnumerable<DescribedConfig> DescribeBroker()
    {
        foreach (ConfigDefinition definition in BrokerConfigDefinitions.All)
        {
            var synonyms = new List<(string Name, string? Value, ConfigSource Source)>();
            AddBroker(synonyms, definition.Name, definition.Default, isKnownToBroker: true);
            yield return Described(definition, synonyms, definition.IsReadOnly);
        }
    }

    private void AddBroker(List<(string Name, string? Value, ConfigSource Source)> synonyms, string name, string? defaultValue, bool isKnownToBroker)
    {
        if (isKnownToBroker && broker.Dynamic.TryGetValue(name, out string? changed))
        {
            synonyms.Add((name, changed, ConfigSource.DynamicBroker));
        }

        if (isKnownToBroker && broker.Static.TryGetValue(name, out string? given))
        {
            synonyms.Add((name, given, ConfigSource.StaticBroker));
        }

        synonyms.Add((name, defaultValue, ConfigSource.Default));
    }

    private static DescribedConfig Described(ConfigDefinition definition, List<(string Name, string? Value, ConfigSource Source)> synonyms, bool isReadOnly) =>
        new(definition, synonyms[0].Value, synonyms[0].Source, isReadOnly, synonyms);
}
