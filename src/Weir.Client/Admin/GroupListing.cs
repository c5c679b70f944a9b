namespace Weir.Client;

/// <summary>One group of the cluster.</summary>
/// <param name="GroupId">Its name.</param>
/// <param name="ProtocolType"><c>consumer</c> for consumers; empty when only offsets were committed.</param>
/// <param name="State">Empty, PreparingRebalance, CompletingRebalance, Stable or Dead; empty on brokers before Kafka 2.6.</param>
/// <param name="Type">Classic, Consumer, Share or Streams; empty on brokers before Kafka 3.8.</param>
public sealed record GroupListing(string GroupId, string ProtocolType, string State, string Type);
