using Weir.Log.Storage;
using Weir.Log.Transactions;
using Weir.Protocol.Records;

namespace Weir.Log.Segments;

/// <summary>One segment: a log file and its two indexes, from <see cref="BaseOffset"/> to the next segment's.</summary>
/// <remarks>
/// Thread model: appending, sealing and adopting happen under the partition's append lock. Readers come from any thread without a
/// lock, hold a lease on <see cref="File"/>, and stay below a position that a watermark has published. While the segment is
/// written its indexes are in memory; once it is sealed and its indexes are on disk, lookups go to the index files.
/// </remarks>
internal sealed class LogSegment
{
    private readonly PartitionDirectory _directory;
    private SegmentIndexes? _indexes;
    private int _size;
    private int _zerosEnd;
    private bool _hasFinalFiles;
    private bool _isPreallocated;
    private TimeIndexEntry? _largestOnDisk;

    private LogSegment(PartitionDirectory directory, OpenFiles openFiles, long baseOffset, long createdMs)
    {
        _directory = directory;
        BaseOffset = baseOffset;
        CreatedMs = createdMs;
        File = new SegmentFile(directory, baseOffset, openFiles);
    }

    public long BaseOffset { get; }

    /// <summary>When this object was made, in milliseconds since the epoch: the age of a segment whose records carry no time.</summary>
    public long CreatedMs { get; }

    public SegmentFile File { get; }

    /// <summary>The aborted transactions that end in this segment.</summary>
    public TransactionIndex Transactions { get; private init; } = new();

    /// <summary>False until the first append when the segment was made empty.</summary>
    public bool HasFile { get; private set; }

    /// <summary>Bytes of valid batches; the file may be longer while it is written.</summary>
    public int Size => Volatile.Read(ref _size);

    /// <summary>Bytes behind the last batch that are zeros in the file, to be overwritten.</summary>
    public int WrittenAhead => Math.Max(0, Volatile.Read(ref _zerosEnd) - Size);

    /// <summary>False once zeros could not be written: space is short, and the batches need it.</summary>
    public bool CanWriteAhead { get; private set; } = true;

    /// <summary>Largest timestamp of the first batch, -1 when unknown: where the segment's time begins (KIP-32).</summary>
    public long FirstTimestamp { get; set; } = -1;

    /// <summary>Where the last indexed batch starts, while the indexes are in memory.</summary>
    public int LastIndexedPosition => _indexes?.Offsets.Last.Position ?? 0;

    public bool IndexIsFull => _indexes is { IsFull: true };

    /// <summary>A segment without bytes and without a file: the first append creates it.</summary>
    public static LogSegment CreateEmpty(PartitionDirectory directory, OpenFiles openFiles, long baseOffset, int indexBytes, long nowMs) =>
        new(directory, openFiles, baseOffset, nowMs) { _indexes = new SegmentIndexes(baseOffset, indexBytes) };

    /// <summary>A segment found on disk, taken as sealed: its indexes stay in their files.</summary>
    public static LogSegment ForExisting(PartitionDirectory directory, OpenFiles openFiles, long baseOffset, int size, long nowMs) =>
        ForExisting(directory, openFiles, baseOffset, size, nowMs, new TransactionIndex());

    /// <summary>The same for a segment whose transaction index is known.</summary>
    public static LogSegment ForExisting(PartitionDirectory directory, OpenFiles openFiles, long baseOffset, int size, long nowMs, TransactionIndex transactions) =>
        new(directory, openFiles, baseOffset, nowMs) { _size = size, HasFile = true, Transactions = transactions };

    /// <summary>Writes the batch behind the last one, into the page cache, and indexes it.</summary>
    /// <exception cref="IOException">The batch is not part of the segment; bytes of it may lie behind <see cref="Size"/>.</exception>
    public void Append(ReadOnlySpan<byte> batch, long lastOffset, long maxTimestamp, int indexIntervalBytes)
    {
        int position = _size;
        IStorageFile file = HasFile ? Acquire() : CreateAndAcquire();
        try
        {
            file.Write(batch, position);
        }
        finally
        {
            File.Release();
        }

        if (position == 0)
        {
            FirstTimestamp = maxTimestamp;
        }

        _indexes!.Track(position, batch.Length, lastOffset, maxTimestamp, indexIntervalBytes);
        Volatile.Write(ref _size, position + batch.Length);
    }

    /// <summary>Takes a lease for the segment's owner, who knows that it is not deleted.</summary>
    public IStorageFile Acquire() => File.TryAcquire() ?? throw new InvalidOperationException($"Segment {File.Path} has been deleted.");

    /// <summary>Creates the file and takes a lease. Its name alone keeps the log's end offset when the log is empty.</summary>
    public IStorageFile CreateAndAcquire()
    {
        _directory.Make();
        IStorageFile file = File.TryAcquire(create: true) ?? throw new InvalidOperationException($"Segment {File.Path} has been deleted.");
        HasFile = true;
        _directory.MarkNewFile();
        return file;
    }

    /// <summary>Creates the file when there is none, and takes room on disk for so many bytes; does without when there is not so much.</summary>
    public void Preallocate(int bytes)
    {
        CreateAndAcquire().Reserve(bytes);
        File.Release();
        _isPreallocated = true;
    }

    /// <summary>The index entry from which a batch that holds <paramref name="offset"/> is to be searched. The caller holds a lease.</summary>
    public IndexEntry FindOffset(long offset)
    {
        if (Volatile.Read(ref _indexes) is { } indexes)
        {
            return indexes.Offsets.Lookup(offset);
        }

        return File.OpenOffsetIndex() is { } file
            ? SealedIndexReader.FindOffset(file, BaseOffset, offset)
            : new IndexEntry(BaseOffset, 0);
    }

    /// <summary>The time index entry from which a record at or after <paramref name="timestamp"/> is to be searched.</summary>
    public TimeIndexEntry FindTime(long timestamp)
    {
        if (Volatile.Read(ref _indexes) is { } indexes)
        {
            return indexes.Times.Lookup(timestamp);
        }

        using IStorageFile? file = OpenTimeIndex();
        return file is null ? new TimeIndexEntry(-1, BaseOffset) : SealedIndexReader.FindTime(file, BaseOffset, timestamp);
    }

    /// <summary>The largest timestamp and the last offset of the batch that carries it; timestamp -1 when no record has a time.</summary>
    public TimeIndexEntry LargestTimestamp()
    {
        if (Volatile.Read(ref _indexes) is { } indexes)
        {
            return indexes.Largest;
        }

        if (_largestOnDisk is null)
        {
            using IStorageFile? file = OpenTimeIndex();
            _largestOnDisk = file is null ? TimeIndexEntry.None : SealedIndexReader.LastTime(file, BaseOffset);
        }

        return _largestOnDisk.Value;
    }

    /// <summary>The time that retention goes by: the largest timestamp, else the file's own; milliseconds since the epoch.</summary>
    public long RetentionTimestamp()
    {
        long largest = LargestTimestamp().Timestamp;
        return largest >= 0 || !HasFile ? largest : _directory.Files.LastWriteTime(File.Path).ToUnixTimeMilliseconds();
    }

    /// <summary>Largest timestamp of the first batch, looked up in the file when it is not known; -1 when there is none.</summary>
    public long FirstBatchTimestamp()
    {
        if (FirstTimestamp < 0 && Size > 0 && File.TryAcquire() is { } file)
        {
            Span<byte> window = stackalloc byte[RecordBatchHeader.SizeInBytes];
            FirstTimestamp = new BatchScanner(file, window, position: 0, Size).TryNext(out RecordBatchHeader first) ? first.MaxTimestamp : -1;
            File.Release();
        }

        return FirstTimestamp;
    }

    /// <summary>Bytes of the larger index file of a sealed segment.</summary>
    public long IndexFileSize() => new[] { PartitionDirectory.OffsetIndexSuffix, PartitionDirectory.TimeIndexSuffix }
        .Select(suffix => _directory.SegmentFile(BaseOffset, suffix))
        .Max(path => _directory.Files.FileExists(path) ? _directory.Files.FileLength(path) : 0);

    /// <summary>Writes zeros behind those that are there; does without when the disk is full.</summary>
    public void WriteZeros(ReadOnlySpan<byte> zeros)
    {
        IStorageFile file = Acquire();
        try
        {
            int start = Math.Max(_zerosEnd, _size);
            file.Write(zeros, start);
            Volatile.Write(ref _zerosEnd, start + zeros.Length);
        }
        catch (IOException)
        {
            CanWriteAhead = false;
            CutTo(_size);
        }
        finally
        {
            File.Release();
        }
    }

    /// <summary>Tries whether there is room for so many more bytes; they are zeros when this returns, and to be cut off.</summary>
    public bool TryReserve(int bytes)
    {
        Span<byte> zeros = stackalloc byte[4096];
        zeros.Clear();
        CanWriteAhead = true;
        for (int written = 0; written < bytes && CanWriteAhead; written += zeros.Length)
        {
            WriteZeros(zeros);
        }

        return CanWriteAhead;
    }

    /// <summary>Cuts off what lies behind the last batch.</summary>
    public void CutTail() => CutTo(_size);

    /// <summary>Cuts zeros and preallocated room off and writes both index files, into the page cache: nothing will be appended for now.</summary>
    public void WriteFinalFiles()
    {
        if (!HasFile || _hasFinalFiles || _indexes is not { } indexes)
        {
            return;
        }

        if (WrittenAhead > 0 || _isPreallocated)
        {
            CutTail();
            _isPreallocated = false;
        }

        indexes.CloseTimes();
        WriteFile(PartitionDirectory.OffsetIndexSuffix, indexes.Offsets.Encode());
        WriteFile(PartitionDirectory.TimeIndexSuffix, indexes.Times.Encode());
        WriteTransactionIndex();
        _hasFinalFiles = true;
    }

    /// <summary>Writes the transaction index, into the page cache; without aborted transactions there is no file, as with Kafka.</summary>
    public void WriteTransactionIndex()
    {
        if (Transactions.Count > 0)
        {
            WriteFile(PartitionDirectory.TransactionIndexSuffix, Transactions.Encode());
        }
        else
        {
            _directory.Files.DeleteFile(_directory.SegmentFile(BaseOffset, PartitionDirectory.TransactionIndexSuffix));
        }
    }

    /// <summary>Reads the transaction index that a clean stop or a roll has left.</summary>
    /// <returns>False when it is damaged: it must be made again from the log.</returns>
    public bool TryLoadTransactionIndex() => Transactions.TryDecode(ReadFile(PartitionDirectory.TransactionIndexSuffix), BaseOffset);

    public void FlushTransactionIndex()
    {
        if (Transactions.Count > 0)
        {
            FlushFile(PartitionDirectory.TransactionIndexSuffix);
        }
    }

    /// <summary>Flushes the log file and, once they are written, the index files.</summary>
    /// <exception cref="IOException">What is on disk is unknown: do not try again.</exception>
    public void FlushFiles()
    {
        if (!HasFile || File.TryAcquire() is not { } file)
        {
            return;
        }

        try
        {
            file.FlushData();
            if (_hasFinalFiles)
            {
                FlushFile(PartitionDirectory.OffsetIndexSuffix);
                FlushFile(PartitionDirectory.TimeIndexSuffix);
                FlushTransactionIndex();
            }
        }
        finally
        {
            File.Release();
        }
    }

    /// <summary>Forgets the indexes in memory: they are on disk and nothing will be appended.</summary>
    public void DropIndexes()
    {
        if (_indexes is { } indexes)
        {
            _largestOnDisk = indexes.Largest;
            Volatile.Write(ref _indexes, null);
        }
    }

    /// <summary>Takes indexes made from the log file, and the size that turned out to be valid.</summary>
    public void Adopt(SegmentIndexes indexes, int size)
    {
        _hasFinalFiles = false;
        Volatile.Write(ref _indexes, indexes);
        Volatile.Write(ref _size, size);
    }

    /// <summary>Reads both index files into memory, for a segment that will be appended to.</summary>
    /// <returns>False when they are missing or do not fit the segment.</returns>
    public bool TryLoadIndexes(int indexBytes)
    {
        var indexes = new SegmentIndexes(BaseOffset, indexBytes);
        if (!indexes.TryDecode(ReadFile(PartitionDirectory.OffsetIndexSuffix), ReadFile(PartitionDirectory.TimeIndexSuffix), _size))
        {
            return false;
        }

        _indexes = indexes;
        return true;
    }

    /// <summary>Renames the files so that they no longer belong to the log; leases stay valid.</summary>
    public void MarkDeleted()
    {
        RenameToDeleted(PartitionDirectory.SegmentSuffixes);
        File.MarkDeleted();
    }

    /// <summary>The same for a segment whose place another takes: no lease on the old file can be had once its name may be the new one's.</summary>
    /// <param name="keepSnapshot">The producer snapshot stays: the new segment begins at the same offset.</param>
    public void MarkReplaced(bool keepSnapshot)
    {
        File.MarkDeleted();
        RenameToDeleted(PartitionDirectory.SegmentSuffixes.Where(suffix => !keepSnapshot || suffix != PartitionDirectory.SnapshotSuffix));
    }

    /// <summary>Removes the renamed files.</summary>
    public void RemoveFiles()
    {
        foreach (string path in OwnedPaths())
        {
            _directory.Files.DeleteFile(path + PartitionDirectory.DeletedSuffix);
        }
    }

    private IEnumerable<string> OwnedPaths() =>
        PartitionDirectory.SegmentSuffixes.Select(suffix => _directory.SegmentFile(BaseOffset, suffix));

    private void RenameToDeleted(IEnumerable<string> suffixes)
    {
        foreach (string suffix in suffixes)
        {
            string path = _directory.SegmentFile(BaseOffset, suffix);
            if (_directory.Files.FileExists(path))
            {
                _directory.Files.MoveFile(path, path + PartitionDirectory.DeletedSuffix);
            }
        }
    }

    private byte[] ReadFile(string suffix)
    {
        string path = _directory.SegmentFile(BaseOffset, suffix);
        return _directory.Files.FileExists(path) ? _directory.Files.ReadFile(path) : [];
    }

    private void WriteFile(string suffix, byte[] content) => _directory.Files.WriteFile(_directory.SegmentFile(BaseOffset, suffix), content);

    private void FlushFile(string suffix)
    {
        using IStorageFile file = _directory.Files.Open(_directory.SegmentFile(BaseOffset, suffix), create: false);
        file.FlushData();
    }

    private void CutTo(int length)
    {
        IStorageFile file = Acquire();
        try
        {
            file.SetLength(length);
            Volatile.Write(ref _zerosEnd, length);
        }
        finally
        {
            File.Release();
        }
    }

    private IStorageFile? OpenTimeIndex()
    {
        string path = _directory.SegmentFile(BaseOffset, PartitionDirectory.TimeIndexSuffix);
        return _directory.Files.FileExists(path) ? _directory.Files.Open(path, create: false) : null;
    }
}
