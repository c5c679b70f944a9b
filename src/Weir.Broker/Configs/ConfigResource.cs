namespace Weir.Broker;

/// <summary>What settings belong to: a topic, the broker, and so on.</summary>
internal readonly record struct ConfigResource(ConfigResourceType Type, string Name);
