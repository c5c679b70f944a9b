using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>The answer to a heartbeat, and the internal topics that are to be created before it goes out.</summary>
internal sealed record StreamsHeartbeatResult(StreamsGroupHeartbeatResponse Response, IReadOnlyList<NewTopic> Missing);
