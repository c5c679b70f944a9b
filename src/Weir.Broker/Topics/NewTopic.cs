namespace Weir.Broker;

/// <summary>A topic to be created.</summary>
/// <param name="Name">As asked for, not yet checked.</param>
/// <param name="Partitions">Number of partitions; -1 takes the broker's default.</param>
/// <param name="ReplicationFactor">-1 or 1 on this broker.</param>
/// <param name="Configs">Settings by name; null values mean the default.</param>
internal sealed record NewTopic(string Name, int Partitions, short ReplicationFactor, IReadOnlyDictionary<string, string?> Configs)
{
    private static readonly Dictionary<string, string?> NoConfigs = [];

    /// <summary>A topic with the broker's defaults.</summary>
    public static NewTopic WithDefaults(string name) => new(name, -1, -1, NoConfigs);
}
