namespace Weir.Client;

/// <summary>What a configuration belongs to; numbers of the protocol.</summary>
public enum ConfigResourceType
{
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}
