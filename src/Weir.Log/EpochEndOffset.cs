namespace Weir.Log;

/// <summary>End of a leader epoch (KIP-320): <see cref="EndOffset"/> is the first offset behind it; both are -1 when the epoch is unknown.</summary>
public readonly record struct EpochEndOffset(int LeaderEpoch, long EndOffset)
{
    public static EpochEndOffset Unknown { get; } = new(-1, -1);
}
