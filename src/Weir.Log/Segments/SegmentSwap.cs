namespace Weir.Log.Segments;

/// <summary>The renames that put a cleaned segment into place.</summary>
internal readonly struct SegmentSwap(PartitionDirectory directory, long baseOffset)
{
    /// <summary>From now on a crash ends with the new segment; on disk when this returns.</summary>
    public void Announce()
    {
        // The log file last: recovery takes it as the sign that all are there.
        Rename(PartitionDirectory.CleanedSuffix, PartitionDirectory.SwapSuffix);
        directory.Files.FlushDirectory(directory.Path);
    }

    /// <summary>Gives the files their final names; not yet on disk.</summary>
    public void Finish() => Rename(PartitionDirectory.SwapSuffix, string.Empty);

    /// <summary>Removes what was announced: the sources stay in place.</summary>
    public void Withdraw()
    {
        foreach (string suffix in PartitionDirectory.SegmentSuffixes)
        {
            directory.Files.DeleteFile(directory.SegmentFile(baseOffset, suffix) + PartitionDirectory.SwapSuffix);
        }
    }

    private void Rename(string from, string to)
    {
        foreach (string suffix in PartitionDirectory.SegmentSuffixes.Reverse())
        {
            string path = directory.SegmentFile(baseOffset, suffix);
            if (directory.Files.FileExists(path + from))
            {
                directory.Files.MoveFile(path + from, path + to);
            }
        }
    }
}
