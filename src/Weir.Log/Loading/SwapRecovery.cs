using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol.Records;

namespace Weir.Log.Loading;

/// <summary>
/// Ends a compaction that a crash interrupted, by Kafka's rules: files named <c>.cleaned</c> are not complete and go; a segment named
/// <c>.swap</c> is, and takes the place of the segments whose offsets it covers.
/// </summary>
internal static class SwapRecovery
{
    /// <exception cref="IOException">A file cannot be read or renamed.</exception>
    public static void Run(LogServices services, PartitionDirectory directory)
    {
        List<string> names = [.. directory.Files.ListFiles(directory.Path)];
        List<string> cleaned = Named(names, PartitionDirectory.CleanedSuffix);
        List<string> swaps = Named(names, PartitionDirectory.SwapSuffix);
        if (cleaned.Count == 0 && swaps.Count == 0)
        {
            return;
        }

        // A swap at or behind an incomplete segment was never announced as a whole.
        long firstIncomplete = cleaned.Select(OffsetOf).DefaultIfEmpty(long.MaxValue).Min();
        Delete(directory, cleaned.Concat(swaps.Where(name => OffsetOf(name) >= firstIncomplete)));
        swaps.RemoveAll(name => OffsetOf(name) >= firstIncomplete);
        foreach (string name in swaps.Where(name => name.EndsWith(PartitionDirectory.LogSuffix + PartitionDirectory.SwapSuffix, StringComparison.Ordinal)))
        {
            long first = OffsetOf(name);
            long next = NextOffset(directory, name);
            Delete(directory, names.Where(old => IsReplaced(old, first, next)));
            LogMessages.SwapFinished(services.Logger, directory.File(name));
        }

        foreach (string name in swaps)
        {
            directory.Files.MoveFile(directory.File(name), directory.File(name[..^PartitionDirectory.SwapSuffix.Length]));
        }

        directory.Files.FlushDirectory(directory.Path);
    }

    private static List<string> Named(List<string> names, string suffix) =>
        [.. names.Where(name => name.EndsWith(suffix, StringComparison.Ordinal) && OffsetOf(name) >= 0)];

    /// <summary>The file of a segment that the new one covers. The snapshot at the same offset says nothing about the segment, and stays.</summary>
    private static bool IsReplaced(string name, long first, long next) => PartitionDirectory.SegmentSuffixes.Any(suffix =>
        PartitionDirectory.TryParseOffset(name, suffix, out long offset)
        && offset >= first && offset < next
        && (suffix != PartitionDirectory.SnapshotSuffix || offset > first));

    private static long NextOffset(PartitionDirectory directory, string name)
    {
        using IStorageFile file = directory.Files.Open(directory.File(name), create: false);
        Span<byte> window = stackalloc byte[BatchScanner.WindowSize];
        var scanner = new BatchScanner(file, window, position: 0, file.Length);
        long next = OffsetOf(name);
        while (scanner.TryNext(out RecordBatchHeader header))
        {
            next = header.NextOffset;
        }

        return next;
    }

    /// <summary>The offset in a segment file's name; -1 when it is none.</summary>
    private static long OffsetOf(string name)
    {
        string original = Path.GetFileNameWithoutExtension(name);
        return PartitionDirectory.TryParseOffset(original, Path.GetExtension(original), out long offset) ? offset : -1;
    }

    private static void Delete(PartitionDirectory directory, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            directory.Files.DeleteFile(directory.File(name));
        }
    }
}
