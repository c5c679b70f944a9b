namespace Weir.Broker;

/// <summary>A setting with its effective value and where that comes from.</summary>
/// <param name="Definition">The setting.</param>
/// <param name="Value">The effective value; null when it has none.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="IsReadOnly">Cannot be changed while the broker runs.</param>
/// <param name="Synonyms">Everything that could have given the value, strongest first.</param>
internal sealed record DescribedConfig(
    ConfigDefinition Definition, string? Value, ConfigSource Source, bool IsReadOnly, IReadOnlyList<(string Name, string? Value, ConfigSource Source)> Synonyms);
