namespace Weir.Client;

/// <summary>A topic, broker or other thing with a configuration.</summary>
public readonly record struct ConfigResource(ConfigResourceType Type, string Name)
{
    public static ConfigResource Topic(string name) => new(ConfigResourceType.Topic, name);

    public static ConfigResource Broker(int id) => new(ConfigResourceType.Broker, id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What holds for every broker that has no setting of its own.</summary>
    public static ConfigResource AllBrokers { get; } = new(ConfigResourceType.Broker, "");

    public static ConfigResource Group(string id) => new(ConfigResourceType.Group, id);

    /// <summary>A subscription to metrics of clients (KIP-714).</summary>
    public static ConfigResource ClientMetrics(string name) => new(ConfigResourceType.ClientMetrics, name);

    public static ConfigResource BrokerLogger(int id) => new(ConfigResourceType.BrokerLogger, id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public override string ToString() => $"{Type} '{Name}'";
}
