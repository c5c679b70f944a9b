using System.Buffers;
using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Log.Transactions;
using Weir.Protocol.Records;

namespace Weir.Log.Cleaning;

/// <summary>
/// Writes what takes the place of one or more segments, into files named <c>.cleaned</c>: nobody else knows them before they are
/// complete and on disk. What is like the only source from its start is not written before something differs.
/// </summary>
/// <remarks>Thread model: owned by the cleaner's thread.</remarks>
internal sealed class CleanedSegment : IDisposable
{
    /// <summary>Small, so that a flush of the committer never has to wait for much of what compaction has written.</summary>
    private const int FlushEvery = 1 << 20;

    private readonly PartitionDirectory _directory;
    private readonly LogConfig _config;
    private readonly IoThrottle _throttle;
    private readonly IStorageFile? _onlySource;
    private readonly byte[] _buffer;
    private IStorageFile? _file;
    private int _buffered;
    private int _written;
    private int _flushed;
    private int _alike;

    /// <param name="directory">The partition's.</param>
    /// <param name="baseOffset">Base offset of the first source.</param>
    /// <param name="config">For the indexes.</param>
    /// <param name="bufferBytes">Bytes written at once.</param>
    /// <param name="throttle">Told of all reading and writing.</param>
    /// <param name="onlySource">The source when there is one only, else null; leased by the caller as long as this is written to.</param>
    public CleanedSegment(PartitionDirectory directory, long baseOffset, LogConfig config, int bufferBytes, IoThrottle throttle, IStorageFile? onlySource)
    {
        _directory = directory;
        _config = config;
        _throttle = throttle;
        _onlySource = onlySource;
        BaseOffset = baseOffset;
        IsUnchanged = onlySource is not null;
        Indexes = new SegmentIndexes(baseOffset, config.SegmentIndexBytes);
        _buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
    }

    public long BaseOffset { get; }

    public int Size { get; private set; }

    /// <summary>Largest timestamp of the first batch; -1 when there is none.</summary>
    public long FirstTimestamp { get; private set; } = -1;

    /// <summary>So far the result is the only source, byte by byte, and nothing is written.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>The aborted transactions whose markers are kept.</summary>
    public TransactionIndex Transactions { get; } = new();

    private SegmentIndexes Indexes { get; }

    /// <summary>Something of the source is left out or changed: from here on everything is written.</summary>
    public void Differ()
    {
        if (!IsUnchanged)
        {
            return;
        }

        IsUnchanged = false;
        for (int position = 0; position < _alike;)
        {
            int read = _onlySource!.Read(_buffer.AsSpan(0, Math.Min(_buffer.Length, _alike - position)), position);
            _throttle.Account(read);
            _buffered = read;
            position += read > 0 ? read : throw new EndOfStreamException($"Segment {BaseOffset} of {_directory.Path} ends at byte {position}.");
            WriteBuffer();
        }
    }

    /// <summary>Adds a batch behind the last one.</summary>
    /// <exception cref="IOException">The disk failed or is full; or more than a segment can hold.</exception>
    public void Append(ReadOnlySpan<byte> batch, in RecordBatchHeader header)
    {
        if (batch.Length > int.MaxValue - Size)
        {
            throw new IOException($"Segment {BaseOffset} of {_directory.Path} would be larger than {int.MaxValue} bytes: give the topic a smaller segment.bytes.");
        }

        if (Size == 0)
        {
            FirstTimestamp = header.MaxTimestamp;
        }

        Indexes.Track(Size, batch.Length, header.LastOffset, SegmentScan.IndexedTimestamp(header), _config.IndexIntervalBytes);
        Size += batch.Length;
        if (IsUnchanged)
        {
            _alike = Size;
            return;
        }

        while (batch.Length > 0)
        {
            int count = Math.Min(batch.Length, _buffer.Length - _buffered);
            batch[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            batch = batch[count..];
            if (_buffered == _buffer.Length)
            {
                WriteBuffer();
            }
        }
    }

    /// <summary>Writes what is left and the indexes; all of it is on disk when this returns.</summary>
    /// <param name="lastWrite">Time of the last source: retention goes by it when no record has a time.</param>
    public void Complete(DateTimeOffset lastWrite)
    {
        WriteBuffer();
        OpenFile().FlushData();
        _file!.Dispose();
        _file = null;
        Indexes.CloseTimes();
        WriteWhole(PartitionDirectory.OffsetIndexSuffix, Indexes.Offsets.Encode());
        WriteWhole(PartitionDirectory.TimeIndexSuffix, Indexes.Times.Encode());
        if (Transactions.Count > 0)
        {
            WriteWhole(PartitionDirectory.TransactionIndexSuffix, Transactions.Encode());
        }

        _directory.Files.SetLastWriteTime(PathOf(PartitionDirectory.LogSuffix), lastWrite);
    }

    /// <summary>Removes the files: they are not to be used.</summary>
    public void Discard()
    {
        CloseFile();
        foreach (string suffix in PartitionDirectory.SegmentSuffixes)
        {
            _directory.Files.DeleteFile(PathOf(suffix));
        }
    }

    public void Dispose()
    {
        CloseFile();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private string PathOf(string suffix) => _directory.SegmentFile(BaseOffset, suffix) + PartitionDirectory.CleanedSuffix;

    private IStorageFile OpenFile()
    {
        if (_file is null)
        {
            _file = _directory.Files.Open(PathOf(PartitionDirectory.LogSuffix), create: true);
            _file.SetLength(0);
        }

        return _file;
    }

    private void WriteBuffer()
    {
        OpenFile().Write(_buffer.AsSpan(0, _buffered), _written);
        _written += _buffered;
        _throttle.Account(_buffered);
        _buffered = 0;
        if (_written - _flushed >= FlushEvery)
        {
            OpenFile().FlushData();
            _flushed = _written;
        }
    }

    private void WriteWhole(string suffix, byte[] content)
    {
        _directory.Files.WriteFile(PathOf(suffix), content);
        using IStorageFile file = _directory.Files.Open(PathOf(suffix), create: false);
        file.FlushData();
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
