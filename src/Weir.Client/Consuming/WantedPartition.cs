namespace Weir.Client.Consuming;

/// <summary>What one fetch asks of one partition.</summary>
internal readonly record struct WantedPartition(PartitionState State, Guid TopicId, long FetchOffset, int FetchVersion, int LeaderEpoch, int MaxBytes)
{
    public TopicPartition TopicPartition => State.TopicPartition;

    /// <summary>The broker's session knows it like this already.</summary>
    public bool IsSameFor(in WantedPartition other) =>
        FetchOffset == other.FetchOffset && LeaderEpoch == other.LeaderEpoch && MaxBytes == other.MaxBytes && TopicId == other.TopicId;
}
