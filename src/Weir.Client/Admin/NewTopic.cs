namespace Weir.Client;

/// <summary>A topic to be created.</summary>
/// <param name="Name">1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-'.</param>
/// <param name="Partitions">-1 takes the broker's default.</param>
/// <param name="ReplicationFactor">-1 takes the broker's default.</param>
public sealed record NewTopic(string Name, int Partitions = -1, short ReplicationFactor = -1)
{
    /// <summary>Topic settings that differ from the broker's defaults.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; init; } = new Dictionary<string, string>();
}
