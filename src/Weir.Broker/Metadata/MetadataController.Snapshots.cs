namespace Weir.Broker;

/// <content>Writing the metadata down as a whole (KIP-630).</content>
internal sealed partial class MetadataController
{
    // Held while a snapshot is written, never inside the other lock: requests do not wait for it.
    private readonly Lock _snapshotLock = new();

    /// <summary>Called, under this object's lock, when so much was written that a snapshot is due: see <see cref="WriteSnapshot"/>.</summary>
    public Action? SnapshotDue { get; set; }

    /// <summary>So much was written since the last snapshot that another is due.</summary>
    public bool IsSnapshotDue
    {
        get
        {
            lock (_lock)
            {
                return log.IsSnapshotDue;
            }
        }
    }

    /// <summary>Stores a snapshot of the metadata unless the newest one says all of it.</summary>
    /// <exception cref="IOException">The disk failed; the snapshots before are as they were.</exception>
    public void WriteSnapshot()
    {
        lock (_snapshotLock)
        {
            Action write;
            lock (_lock)
            {
                if (log.SnapshotEnd > log.LastOffset)
                {
                    return;
                }

                write = log.BeginSnapshot(_image.ToRecords());
            }

            write();
        }
    }
}
