using Weir.Log.Storage;

namespace Weir.Log.Segments;

/// <summary>The log file of a segment: opened when needed, kept open while leased, valid for its lessees after deletion.</summary>
/// <remarks>
/// Thread model: any thread; <c>_gate</c> guards all fields and is held while the file is opened. Every successful
/// <see cref="TryAcquire"/> is paired with one <see cref="Release"/>.
/// </remarks>
internal sealed class SegmentFile(PartitionDirectory directory, long baseOffset, OpenFiles openFiles)
{
    private readonly Lock _gate = new();
    private IStorageFile? _file;
    private IStorageFile? _index;
    private int _leases;
    private bool _isRegistered;
    private bool _usedLately;
    private bool _isDeleted;

    public string Path => directory.SegmentFile(baseOffset, PartitionDirectory.LogSuffix);

    /// <summary>Takes a lease on the open file; the handle stays valid until <see cref="Release"/>.</summary>
    /// <returns>Null when the segment has been deleted.</returns>
    public IStorageFile? TryAcquire(bool create = false)
    {
        IStorageFile file;
        bool register;
        lock (_gate)
        {
            if (_isDeleted)
            {
                return null;
            }

            file = _file ??= directory.Files.Open(Path, create);
            _leases++;
            _usedLately = true;
            register = !_isRegistered;
            _isRegistered = true;
        }

        if (register)
        {
            openFiles.Register(this);
        }

        return file;
    }

    public void Release()
    {
        lock (_gate)
        {
            if (--_leases == 0 && _isDeleted)
            {
                Close();
            }
        }
    }

    /// <summary>The file of the offset index, for a caller that holds a lease; null when there is none.</summary>
    public IStorageFile? OpenOffsetIndex()
    {
        lock (_gate)
        {
            string path = directory.SegmentFile(baseOffset, PartitionDirectory.OffsetIndexSuffix);
            return _index ??= directory.Files.FileExists(path) ? directory.Files.Open(path, create: false) : null;
        }
    }

    /// <returns>True when the handle is closed now, or had been closed already.</returns>
    public bool TryCloseIdle()
    {
        lock (_gate)
        {
            if (_leases == 0 && !_usedLately)
            {
                Close();
            }

            _usedLately = false;
            _isRegistered = _file is not null;
            return !_isRegistered;
        }
    }

    /// <summary>Refuses further leases; the handle is closed when the last lease ends.</summary>
    public void MarkDeleted()
    {
        lock (_gate)
        {
            _isDeleted = true;
            if (_leases == 0)
            {
                Close();
            }
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _index?.Dispose();
        _file = null;
        _index = null;
    }
}
