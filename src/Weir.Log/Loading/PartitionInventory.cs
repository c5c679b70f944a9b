using Weir.Log.Segments;

namespace Weir.Log.Loading;

/// <summary>The files of a partition directory by what they are; those of other programs are left alone.</summary>
internal sealed class PartitionInventory
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Base offsets of the log files, ascending.</summary>
    public List<long> Segments { get; } = [];

    /// <summary>Offsets of the producer snapshots, ascending.</summary>
    public List<long> Snapshots { get; } = [];

    /// <summary>Where the newest snapshot of what the log says ends; 0 when there is none.</summary>
    public long SnapshotEnd { get; private set; }

    public static PartitionInventory Read(PartitionDirectory directory)
    {
        var inventory = new PartitionInventory();
        foreach (string name in directory.Files.ListFiles(directory.Path))
        {
            if (IsLeftover(name))
            {
                directory.Files.DeleteFile(directory.File(name));
                continue;
            }

            inventory._names.Add(name);
            if (PartitionDirectory.TryParseOffset(name, PartitionDirectory.LogSuffix, out long baseOffset))
            {
                inventory.Segments.Add(baseOffset);
            }
            else if (PartitionDirectory.TryParseOffset(name, PartitionDirectory.SnapshotSuffix, out long offset))
            {
                inventory.Snapshots.Add(offset);
            }
            else if (LogSnapshots.TryParse(name, out LogSnapshotId id))
            {
                inventory.SnapshotEnd = Math.Max(inventory.SnapshotEnd, id.EndOffset);
            }
        }

        inventory.Segments.Sort();
        inventory.Snapshots.Sort();
        return inventory;
    }

    public bool Has(string name) => _names.Contains(name);

    /// <summary>What a crash during a deletion or a replacement leaves behind.</summary>
    private static bool IsLeftover(string name) =>
        name.EndsWith(PartitionDirectory.DeletedSuffix, StringComparison.Ordinal)
        || name.EndsWith(".tmp", StringComparison.Ordinal)
        || name.EndsWith(PartitionDirectory.CheckpointSuffix + PartitionDirectory.PartialSuffix, StringComparison.Ordinal);
}
