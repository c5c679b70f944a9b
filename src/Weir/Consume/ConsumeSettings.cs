using Weir.CommandLine;

namespace Weir.Consume;

/// <summary>What to consume, and until when.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The only partition to read; null for all.</param>
/// <param name="Group">The group to share partitions in; null to read all partitions alone.</param>
/// <param name="From">Where to begin; null is the group's committed place, or the end.</param>
/// <param name="Max">Records after which to stop.</param>
/// <param name="UntilEnd">Whether to stop at what is there at the start.</param>
internal sealed record ConsumeSettings(string Topic, int? Partition, string? Group, StartPosition? From, long Max, bool UntilEnd)
{
    /// <summary>The share group to take records in; null to read as a group's member, or alone.</summary>
    public string? ShareGroup { get; init; }
}
