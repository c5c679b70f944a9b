using Weir.Log.Loading;
using Weir.Log.Segments;
using Weir.Protocol;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    // Guarded by _appendLock: the active segment's indexes and the producer snapshot on disk are not up to date.
    private bool _mustClose;

    /// <summary>The broker knows this partition and its configuration: only then may retention touch it.</summary>
    internal bool IsClaimed { get; private set; }

    /// <summary>Takes over a partition found on disk for the topic that the broker knows.</summary>
    /// <exception cref="LogDirectoryException">It belongs to another topic of the same name.</exception>
    internal void Claim(Guid topicId, LogConfig config)
    {
        lock (_appendLock)
        {
            if (TopicId == Guid.Empty && topicId != Guid.Empty)
            {
                _directory.Make();
                _services.Files.WriteFile(_directory.Metadata, PartitionMetadata.Encode(topicId));
                TopicId = topicId;
            }
            else if (topicId != Guid.Empty && TopicId != topicId)
            {
                throw new LogDirectoryException($"'{Path}' holds topic id {KafkaUuid.Format(TopicId)}, but {Topic} has id {KafkaUuid.Format(topicId)}: "
                    + "it is left over from an earlier topic of the same name. Delete or move that directory.");
            }

            UpdateConfig(config);
            IsClaimed = true;
        }
    }

    /// <summary>Flushes, and leaves on disk what Kafka leaves at a clean stop. Appends are refused from now on.</summary>
    /// <returns>False when the partition is offline: then the directory must not count as closed cleanly.</returns>
    internal bool Close()
    {
        TryGoOn();
        lock (_appendLock)
        {
            if (_failure == ErrorCode.KafkaStorageError)
            {
                return false;
            }

            _failure = ErrorCode.NotLeaderOrFollower;
        }

        StopFlushTimer();
        bool isClean = TryFlushAndWriteFiles();
        EndWaits();
        NotifyClosed();
        foreach (LogSegment segment in _segments.Snapshot)
        {
            segment.File.MarkDeleted();
        }

        return isClean;
    }

    /// <summary>Renames the directory so that it no longer belongs to the log; leased slices stay readable.</summary>
    /// <returns>The directory's new path, to be removed later; null when nothing was stored yet.</returns>
    /// <exception cref="IOException">The directory cannot be renamed; the partition stays closed.</exception>
    internal string? MarkDeleted(string newName)
    {
        try
        {
            lock (_flushLock)
            {
                lock (_appendLock)
                {
                    _failure = ErrorCode.UnknownTopicOrPartition;
                    foreach (LogSegment segment in _segments.Snapshot)
                    {
                        segment.File.MarkDeleted();
                    }

                    if (_directory.IsMade)
                    {
                        _directory.MoveTo(System.IO.Path.Join(_services.RootPath, newName));
                    }
                }
            }
        }
        finally
        {
            StopFlushTimer();
            EndWaits();
            NotifyClosed();
        }

        return _directory.IsMade ? _directory.Path : null;
    }

    private bool TryFlushAndWriteFiles()
    {
        try
        {
            FlushUpTo(_watermarks.End);
            lock (_appendLock)
            {
                if (_mustClose)
                {
                    _segments.Active.WriteFinalFiles();
                    WriteProducerSnapshot(LogEndOffset);
                }
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TakeOffline(e, isDiskFull: false);
            return false;
        }
    }

    private void NotifyClosed() => Notify(static (listener, log) => listener.OnClosed(log));
}
