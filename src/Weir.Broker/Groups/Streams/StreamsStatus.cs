namespace Weir.Broker.Groups.Streams;

/// <summary>A status with its words.</summary>
internal sealed record StreamsStatus(StreamsStatusCode Code, string Detail);
