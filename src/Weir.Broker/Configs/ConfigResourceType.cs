namespace Weir.Broker;

/// <summary>What a setting belongs to, with the protocol's numbers (DescribeConfigs, ConfigRecord).</summary>
internal enum ConfigResourceType : sbyte
{
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}
