namespace Weir.Log;

/// <summary>Something with unflushed data, as the committer sees it. Nothing here throws: a failure is the target's own affair.</summary>
/// <remarks>Thread model: called by the committer's thread only.</remarks>
internal interface ICommitTarget
{
    /// <summary>Flushes everything written so far and tells those who wait for it.</summary>
    void Commit();

    /// <summary>Writes what belongs to the flush and remembers how far it goes.</summary>
    /// <returns>False when there is nothing to flush.</returns>
    bool TryPrepareSharedFlush();

    /// <summary>Everything prepared is on disk: tells those who wait for it.</summary>
    void CompleteSharedFlush();
}
