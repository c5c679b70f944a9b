namespace Weir.Client;

/// <summary>One setting.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Null when it is not set, or not shown because it is sensitive.</param>
/// <param name="Source">Who set it.</param>
/// <param name="IsReadOnly">It cannot be altered while the broker runs.</param>
/// <param name="IsSensitive">Its value is kept secret.</param>
/// <param name="Documentation">Null on brokers before Kafka 2.6.</param>
public sealed record ConfigEntry(string Name, string? Value, ConfigSource Source, bool IsReadOnly, bool IsSensitive, string? Documentation)
{
    /// <summary>Nobody has set it.</summary>
    public bool IsDefault => Source == ConfigSource.Default;
}
