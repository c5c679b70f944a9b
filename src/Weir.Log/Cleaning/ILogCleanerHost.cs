using Weir.Log.Segments;

namespace Weir.Log.Cleaning;

/// <summary>The data directory, as its cleaner sees it. Called on the cleaner's thread.</summary>
internal interface ILogCleanerHost
{
    /// <summary>Segments were replaced; their files are renamed and may be removed after <c>file.delete.delay.ms</c>.</summary>
    void OnReplaced(PartitionLog log, IReadOnlyList<LogSegment> segments);

    /// <summary>A compaction is complete: time to write the checkpoint, and for the retention that had to wait.</summary>
    /// <exception cref="IOException">The checkpoint cannot be written; it is written with the next one.</exception>
    void OnCleaned(PartitionLog log);
}
