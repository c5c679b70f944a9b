namespace Weir.Broker;

/// <summary>What a request wants done to the settings of one resource.</summary>
/// <param name="Resource">Whose settings.</param>
/// <param name="Changes">Single operations (KIP-339), or with <paramref name="ReplaceAll"/> everything that is to be set from now on.</param>
/// <param name="ReplaceAll">What <paramref name="Changes"/> do not name goes back to its default (KIP-133).</param>
internal readonly record struct ConfigAlteration(ConfigResource Resource, IReadOnlyList<ConfigChange> Changes, bool ReplaceAll);
