namespace Weir.Client;

/// <summary>Where a configuration value comes from; numbers of the protocol.</summary>
public enum ConfigSource
{
    Unknown = 0,
    DynamicTopic = 1,
    DynamicBroker = 2,
    DynamicDefaultBroker = 3,
    StaticBroker = 4,
    Default = 5,
    DynamicBrokerLogger = 6,
    DynamicClientMetrics = 7,
    DynamicGroup = 8,
}
