using Weir.Log.Producers;
using Weir.Log.Segments;

namespace Weir.Log.Loading;

/// <summary>What the loader found on disk, or made anew: the parts of a partition log.</summary>
internal sealed record LoadedLog
{
    public required PartitionDirectory Directory { get; init; }

    public required SegmentList Segments { get; init; }

    public required ProducerStateTable Producers { get; init; }

    public required LeaderEpochCache Epochs { get; init; }

    public required long StartOffset { get; init; }

    /// <summary>The next offset, in the active segment.</summary>
    public required LogPosition End { get; init; }

    /// <summary><see cref="Guid.Empty"/> when the partition has no topic id on disk.</summary>
    public required Guid TopicId { get; init; }

    /// <summary>The files of the active segment were made anew and are to be written at a clean stop.</summary>
    public required bool WasRecovered { get; init; }
}
