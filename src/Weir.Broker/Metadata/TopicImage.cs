namespace Weir.Broker;

/// <summary>A topic as the metadata log describes it.</summary>
internal sealed class TopicImage(string name, Guid id)
{
    public string Name { get; } = name;

    public Guid Id { get; } = id;

    /// <summary>What is known of each partition, by index.</summary>
    public SortedDictionary<int, PartitionImage> Partitions { get; } = [];
}
