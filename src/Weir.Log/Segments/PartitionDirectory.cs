using System.Collections.Immutable;
using System.Globalization;
using Weir.Log.Storage;

namespace Weir.Log.Segments;

/// <summary>Names the files of one partition, as Kafka does: the first offset in 20 digits and a suffix.</summary>
/// <remarks>
/// Thread model: any thread; <see cref="Path"/> changes once, when the partition is deleted. The partition's locks serialise
/// <see cref="Make"/> and <see cref="MoveTo"/>.
/// </remarks>
internal sealed class PartitionDirectory(IFileSystem files, string path)
{
    public const string LogSuffix = ".log";
    public const string OffsetIndexSuffix = ".index";
    public const string TimeIndexSuffix = ".timeindex";
    public const string TransactionIndexSuffix = ".txnindex";
    public const string SnapshotSuffix = ".snapshot";
    public const string DeletedSuffix = ".deleted";

    /// <summary>Added to the files of a compacted segment while it is written.</summary>
    public const string CleanedSuffix = ".cleaned";

    /// <summary>Added to them once they are complete, until the segments they replace are out of the way.</summary>
    public const string SwapSuffix = ".swap";

    /// <summary>Ends the name of a snapshot of what the log says (KIP-630).</summary>
    public const string CheckpointSuffix = ".checkpoint";

    /// <summary>Added to it while the snapshot is written.</summary>
    public const string PartialSuffix = ".part";

    private const int OffsetDigits = 20;

    /// <summary>Suffixes of the files that go when their segment goes.</summary>
    public static readonly ImmutableArray<string> SegmentSuffixes =
        [LogSuffix, OffsetIndexSuffix, TimeIndexSuffix, TransactionIndexSuffix, SnapshotSuffix];

    private volatile string _path = path;
    private readonly DirectoryEntries _entries = new(files);
    private Action? _makeLater;

    public IFileSystem Files => files;

    public string Path => _path;

    public string LeaderEpochCheckpoint => File("leader-epoch-checkpoint");

    public string Metadata => File("partition.metadata");

    public string File(string name) => System.IO.Path.Join(_path, name);

    public string SegmentFile(long baseOffset, string suffix) =>
        File(string.Create(CultureInfo.InvariantCulture, $"{baseOffset:D20}{suffix}"));

    /// <summary>Reads the offset out of <c>00000000000000000042.log</c>.</summary>
    public static bool TryParseOffset(string name, string suffix, out long offset)
    {
        offset = 0;
        return name.Length == OffsetDigits + suffix.Length
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, OffsetDigits), NumberStyles.None, CultureInfo.InvariantCulture, out offset);
    }

    /// <summary>A file was created: nothing in it counts as stored before <see cref="FlushNewFiles"/>.</summary>
    public void MarkNewFile() => _entries.Mark();

    public void FlushNewFiles() => _entries.FlushIfMarked(_path);

    /// <summary>Puts off making the directory until it gets its first file: most partitions of a new topic wait long for their first record.</summary>
    public void MakeLater(Action make) => _makeLater = make;

    /// <summary>Makes the directory if that was put off. To be called before the first file is written.</summary>
    /// <exception cref="IOException">It cannot be made; the next call tries again.</exception>
    public void Make()
    {
        if (_makeLater is { } make)
        {
            make();
            _makeLater = null;
        }
    }

    /// <summary>Whether there is anything on disk.</summary>
    public bool IsMade => _makeLater is null;

    public void MoveTo(string newPath)
    {
        files.MoveDirectory(_path, newPath);
        _path = newPath;
    }
}
