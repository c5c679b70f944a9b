using System.Globalization;
using Weir.Log.Segments;
using Weir.Log.Storage;

namespace Weir.Log;

/// <summary>
/// The snapshots beside a log's segments, one file each, named as Kafka names them (KIP-630): end offset in 20 digits, epoch in 10,
/// <c>.checkpoint</c>. What is in them is the business of whoever writes them.
/// </summary>
/// <remarks>Thread model: one caller at a time; readers of other logs do not matter.</remarks>
public sealed class LogSnapshots
{
    private const int OffsetDigits = 20;
    private const int EpochDigits = 10;

    private readonly PartitionDirectory _directory;

    internal LogSnapshots(PartitionDirectory directory) => _directory = directory;

    private IFileSystem Files => _directory.Files;

    /// <summary>Every complete snapshot, oldest first.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public IReadOnlyList<LogSnapshotId> List()
    {
        var found = new List<LogSnapshotId>();
        if (!_directory.IsMade)
        {
            return found;
        }

        foreach (string name in Files.ListFiles(_directory.Path))
        {
            if (TryParse(name, out LogSnapshotId id))
            {
                found.Add(id);
            }
        }

        found.Sort(static (a, b) => (a.EndOffset, a.Epoch).CompareTo((b.EndOffset, b.Epoch)));
        return found;
    }

    /// <summary>Bytes of a snapshot.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public long SizeOf(LogSnapshotId id) => Files.FileLength(PathOf(id));

    /// <summary>The whole content.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(LogSnapshotId id) => Files.ReadFile(PathOf(id));

    /// <summary>The first bytes, as many as there are and fit.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public int ReadHead(LogSnapshotId id, Span<byte> destination)
    {
        using IStorageFile file = Files.Open(PathOf(id), create: false);
        return file.Read(destination, 0);
    }

    /// <summary>Stores a snapshot: on disk, whole, when this returns. A crash before leaves at most a <c>.part</c>, which the next start removes.</summary>
    /// <param name="id">Its name; a snapshot of the same name is replaced.</param>
    /// <param name="parts">The content, piece by piece; a piece need only be valid until the next one is asked for.</param>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public void Write(LogSnapshotId id, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        string path = PathOf(id);
        string partial = path + PartitionDirectory.PartialSuffix;
        try
        {
            _directory.Make();
            Files.DeleteFile(partial);
            using (IStorageFile file = Files.Open(partial, create: true))
            {
                long position = 0;
                foreach (ReadOnlyMemory<byte> part in parts)
                {
                    file.Write(part.Span, position);
                    position += part.Length;
                }

                file.FlushData();
            }

            Files.MoveFile(partial, path);
        }
        catch
        {
            TryDelete(partial);
            throw;
        }

        Files.FlushDirectory(_directory.Path);
    }

    /// <summary>Does nothing when there is no such snapshot.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Delete(LogSnapshotId id) => Files.DeleteFile(PathOf(id));

    /// <summary>Reads <c>00000000000000000042-0000000001.checkpoint</c>.</summary>
    internal static bool TryParse(string name, out LogSnapshotId id)
    {
        id = default;
        if (name.Length != OffsetDigits + 1 + EpochDigits + PartitionDirectory.CheckpointSuffix.Length
            || name[OffsetDigits] != '-'
            || !name.EndsWith(PartitionDirectory.CheckpointSuffix, StringComparison.Ordinal)
            || !long.TryParse(name.AsSpan(0, OffsetDigits), NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            || !int.TryParse(name.AsSpan(OffsetDigits + 1, EpochDigits), NumberStyles.None, CultureInfo.InvariantCulture, out int epoch))
        {
            return false;
        }

        id = new LogSnapshotId(offset, epoch);
        return true;
    }

    private string PathOf(LogSnapshotId id) => _directory.File(string.Create(
        CultureInfo.InvariantCulture, $"{id.EndOffset:D20}-{id.Epoch:D10}{PartitionDirectory.CheckpointSuffix}"));

    private void TryDelete(string path)
    {
        try
        {
            Files.DeleteFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start removes it.
        }
    }
}
