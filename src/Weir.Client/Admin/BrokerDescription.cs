namespace Weir.Client;

/// <summary>One broker, as it advertises itself.</summary>
public sealed record BrokerDescription(int Id, string Host, int Port, string? Rack);
