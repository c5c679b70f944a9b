using Weir.Protocol;

namespace Weir.Client.Metadata;

/// <summary>One topic, as the cluster describes it; <see cref="Partitions"/> is in order and without gaps.</summary>
internal sealed record TopicMetadata(string Name, Guid TopicId, bool IsInternal, ErrorCode Error, IReadOnlyList<PartitionMetadata> Partitions)
{
    public bool IsAvailable => Error == ErrorCode.None && Partitions.Count > 0;

    /// <summary>Null when the topic has no such partition.</summary>
    public PartitionMetadata? Partition(int index) => (uint)index < (uint)Partitions.Count ? Partitions[index] : null;
}
