namespace Weir.Broker;

/// <summary>Every known setting, by what it belongs to.</summary>
internal static class ConfigDefinitions
{
    /// <summary>Empty for loggers, whose settings are their names.</summary>
    public static IReadOnlyDictionary<string, ConfigDefinition> Of(ConfigResourceType type) => type switch
    {
        ConfigResourceType.Topic => TopicConfigDefinitions.ByName,
        ConfigResourceType.Broker => BrokerConfigDefinitions.ByName,
        ConfigResourceType.ClientMetrics => ClientMetricsConfigDefinitions.ByName,
        ConfigResourceType.Group => GroupConfigDefinitions.ByName,
        _ => new Dictionary<string, ConfigDefinition>(),
    };
}
