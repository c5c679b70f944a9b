using Weir.Client.Networking;

namespace Weir.Client.Metadata;

/// <summary>One broker of the cluster.</summary>
internal sealed record BrokerMetadata(int Id, BrokerAddress Address, string? Rack);
