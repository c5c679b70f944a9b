namespace Weir.Broker.Groups.Share;

/// <summary>A topic of which a share group keeps delivery states.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">The partitions, sorted.</param>
internal sealed record InitializedTopic(string Name, IReadOnlyList<int> Partitions);
