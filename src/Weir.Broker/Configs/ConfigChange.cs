namespace Weir.Broker;

/// <summary>One operation on one setting (KIP-339).</summary>
internal readonly record struct ConfigChange(string Name, ConfigOperation Operation, string? Value);
