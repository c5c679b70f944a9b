namespace Weir.Broker.Groups.Streams;

/// <summary>The topics there are do not fit a topology, or none could.</summary>
/// <param name="code">The status to tell of it; null when the topology can never work.</param>
/// <param name="message">What is wrong.</param>
internal sealed class TopologyException(StreamsStatusCode? code, string message) : Exception(message)
{
    public StreamsStatusCode? Code { get; } = code;
}
