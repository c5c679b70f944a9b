namespace Weir.Client;

/// <summary>The brokers of a cluster.</summary>
public sealed record ClusterDescription(string? ClusterId, int ControllerId, IReadOnlyList<BrokerDescription> Brokers);
