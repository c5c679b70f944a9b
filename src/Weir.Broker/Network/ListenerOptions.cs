namespace Weir.Broker;

/// <summary>How one listener is bound.</summary>
/// <param name="Name">Listener name, as in Kafka's <c>listeners</c>.</param>
/// <param name="Bind">Host and port to bind; port 0 takes a free one.</param>
/// <param name="Advertised">What clients are told; null derives it from <paramref name="Bind"/>.</param>
/// <param name="MaxConnections">Connections above this many are refused (<c>max.connections</c>).</param>
/// <param name="MaxIdle">Connections idle for longer are closed (<c>connections.max.idle.ms</c>); zero or less never.</param>
internal sealed record ListenerOptions(string Name, BrokerEndpoint Bind, BrokerEndpoint? Advertised, int MaxConnections, TimeSpan MaxIdle);
