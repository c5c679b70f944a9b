namespace Weir.Log;

/// <summary>Something with unflushed data, as the committer sees it.</summary>
internal interface ICommitTarget
{
    /// <summary>Flushes everything written so far and tells those who wait for it. Called by the committer thread only; must not throw.</summary>
    void Commit();
}
