using Microsoft.Extensions.Logging;
using Weir.Log.Segments;
using Weir.Log.Storage;

namespace Weir.Log;

/// <summary>What the partitions of one data directory share.</summary>
internal sealed record LogServices
{
    public required IFileSystem Files { get; init; }

    public required OpenFiles OpenFiles { get; init; }

    public required Committer Committer { get; init; }

    /// <summary>The data directory's own entries: new partition directories.</summary>
    public required DirectoryEntries RootEntries { get; init; }

    public required string RootPath { get; init; }

    public required WriteAhead WriteAhead { get; init; }

    public required Durability Durability { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public bool IsDurable => Durability == Durability.Disk;

    /// <summary>Milliseconds since the epoch.</summary>
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
