namespace Weir.Log.Cleaning;

/// <summary>A log that could be compacted, and what there is to gain.</summary>
/// <param name="FirstDirtyOffset">Everything below has been compacted before.</param>
/// <param name="EndIndex">Index behind the last segment that may be touched.</param>
/// <param name="CleanBytes">Bytes that have been compacted before.</param>
/// <param name="CleanableBytes">Bytes between them and the segments that may not be touched.</param>
/// <param name="IsOverdue">Something has waited longer than <c>max.compaction.lag.ms</c> (KIP-354).</param>
internal readonly record struct CleaningCandidate(long FirstDirtyOffset, int EndIndex, long CleanBytes, long CleanableBytes, bool IsOverdue)
{
    public double DirtyRatio => CleanableBytes == 0 ? 0 : (double)CleanableBytes / (CleanBytes + CleanableBytes);

    /// <summary>Whether compacting it now is called for by <c>min.cleanable.dirty.ratio</c> or <c>max.compaction.lag.ms</c>.</summary>
    public bool IsWorthIt(LogConfig config) => CleanableBytes > 0 && (IsOverdue || DirtyRatio > config.MinCleanableDirtyRatio);
}
