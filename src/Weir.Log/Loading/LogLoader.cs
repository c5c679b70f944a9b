using Weir.Log.Producers;
using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Log.Transactions;
using Weir.Protocol.Records;

namespace Weir.Log.Loading;

/// <summary>
/// Opens one partition directory. After a clean stop the files are taken as they are; after a crash the log is walked from the
/// recovery point, cut behind the last whole batch, and everything derived from it is made again.
/// </summary>
/// <remarks>Thread model: one loader per partition, used once, before anyone else knows the partition.</remarks>
internal sealed class LogLoader(LogServices services, PartitionDirectory directory, LogConfig config)
{
    private readonly LeaderEpochCache _epochs = new();
    private readonly ProducerStateTable _producers = new();
    private List<LogSegment> _segments = [];
    private bool _wasRecovered;

    /// <summary>A new partition. Nothing of it is on disk before the first append.</summary>
    public LoadedLog Create(Guid topicId)
    {
        directory.MakeLater(() => MakeDirectory(topicId));
        _segments = [EmptySegment(0)];
        return Result(startOffset: 0, endOffset: 0, topicId);
    }

    /// <param name="isClean">The directory was closed cleanly.</param>
    /// <param name="checkpointedStart">The log start offset as checkpointed, 0 when there is none.</param>
    /// <param name="recoveryPoint">Everything below is on disk.</param>
    /// <exception cref="IOException">The files cannot be read, or the cut cannot be written.</exception>
    public LoadedLog Load(bool isClean, long checkpointedStart, long recoveryPoint)
    {
        SwapRecovery.Run(services, directory);
        PartitionInventory inventory = PartitionInventory.Read(directory);
        Guid topicId = inventory.Has("partition.metadata") ? PartitionMetadata.Decode(services.Files.ReadFile(directory.Metadata)) : Guid.Empty;
        bool knowsEpochs = inventory.Has("leader-epoch-checkpoint") && _epochs.TryDecode(services.Files.ReadFile(directory.LeaderEpochCheckpoint));
        foreach (long baseOffset in inventory.Segments)
        {
            _segments.Add(ExistingSegment(baseOffset));
        }

        if (_segments.Count == 0)
        {
            long emptyStart = Math.Max(checkpointedStart, inventory.SnapshotEnd);
            _segments.Add(EmptySegment(emptyStart));
            return Result(emptyStart, emptyStart, topicId);
        }

        var recovery = new LogRecovery(services, directory, config);
        RestoreMissingIndexes(inventory, recovery);
        long startOffset = Math.Max(checkpointedStart, _segments[0].BaseOffset);
        if (!isClean || !TryOpenActive(inventory, out long endOffset))
        {
            endOffset = recovery.Run(_segments, recoveryPoint);
            _wasRecovered = true;
            knowsEpochs &= !_epochs.TruncateFromEnd(endOffset);
        }

        long transactionsFrom = Math.Min(recovery.FirstWalked, LoadTransactionIndexes(recovery.FirstWalked));

        // What comes next must not get an offset that the snapshot covers.
        long lowestEnd = Math.Max(startOffset, inventory.SnapshotEnd);
        if (endOffset < lowestEnd)
        {
            StartOver(lowestEnd);
            return Result(lowestEnd, lowestEnd, topicId);
        }

        RestoreDerivedState(inventory, startOffset, endOffset, isClean && knowsEpochs, transactionsFrom);
        return Result(startOffset, endOffset, topicId);
    }

    private void MakeDirectory(Guid topicId)
    {
        services.Files.CreateDirectory(directory.Path);
        services.RootEntries.Mark();
        if (topicId != Guid.Empty)
        {
            services.Files.WriteFile(directory.Metadata, PartitionMetadata.Encode(topicId));
        }
    }

    private LogSegment EmptySegment(long baseOffset) =>
        LogSegment.CreateEmpty(directory, services.OpenFiles, baseOffset, config.SegmentIndexBytes, services.NowMs);

    private LogSegment ExistingSegment(long baseOffset)
    {
        string path = directory.SegmentFile(baseOffset, PartitionDirectory.LogSuffix);
        long length = services.Files.FileLength(path);
        return length <= int.MaxValue
            ? LogSegment.ForExisting(directory, services.OpenFiles, baseOffset, (int)length, services.NowMs)
            : throw new LogDirectoryException($"'{path}' has {length} bytes; a segment has at most {int.MaxValue}. Restore the file from a backup.");
    }

    private void RestoreMissingIndexes(PartitionInventory inventory, LogRecovery recovery)
    {
        foreach (LogSegment segment in _segments.SkipLast(1))
        {
            string log = Path.GetFileNameWithoutExtension(segment.File.Path);
            if (!inventory.Has(log + PartitionDirectory.OffsetIndexSuffix) || !inventory.Has(log + PartitionDirectory.TimeIndexSuffix))
            {
                LogMessages.IndexRebuilt(services.Logger, segment.File.Path);
                recovery.RestoreIndexes(segment);
            }
        }
    }

    /// <summary>Loads the active segment's indexes and finds the log end behind their last entry.</summary>
    private bool TryOpenActive(PartitionInventory inventory, out long endOffset)
    {
        LogSegment active = _segments[^1];
        endOffset = active.BaseOffset;
        string log = Path.GetFileNameWithoutExtension(active.File.Path);
        if (!inventory.Has(log + PartitionDirectory.OffsetIndexSuffix) || !active.TryLoadIndexes(config.SegmentIndexBytes))
        {
            return false;
        }

        IStorageFile file = active.Acquire();
        try
        {
            Span<byte> window = stackalloc byte[BatchScanner.WindowSize];
            active.FirstTimestamp = new BatchScanner(file, window, position: 0, active.Size).TryNext(out RecordBatchHeader first) ? first.MaxTimestamp : -1;
            var scanner = new BatchScanner(file, window, active.LastIndexedPosition, active.Size);
            while (scanner.TryNext(out RecordBatchHeader header))
            {
                endOffset = header.NextOffset;
            }

            return scanner.Position == active.Size;
        }
        finally
        {
            active.File.Release();
        }
    }

    /// <summary>Loads the transaction indexes of the segments below <paramref name="below"/>.</summary>
    /// <returns>Where the first segment begins whose index is damaged; <see cref="long.MaxValue"/> when none is.</returns>
    private long LoadTransactionIndexes(long below)
    {
        foreach (LogSegment segment in _segments.Where(segment => segment.BaseOffset < below))
        {
            if (!segment.TryLoadTransactionIndex())
            {
                LogMessages.IndexRebuilt(services.Logger, segment.File.Path);
                _wasRecovered = true;
                return segment.BaseOffset;
            }
        }

        return long.MaxValue;
    }

    /// <summary>Restores producers, transactions and leader epochs.</summary>
    /// <param name="inventory">The files.</param>
    /// <param name="startOffset">Log start offset.</param>
    /// <param name="endOffset">Log end offset.</param>
    /// <param name="knowsEpochs">The checkpoint of leader epochs can be trusted.</param>
    /// <param name="transactionsFrom">Transaction indexes of segments from here on are made again, from producers as they were there.</param>
    private void RestoreDerivedState(PartitionInventory inventory, long startOffset, long endOffset, bool knowsEpochs, long transactionsFrom)
    {
        long producersFrom = LoadProducerSnapshot(inventory, startOffset, Math.Min(endOffset, transactionsFrom));
        long epochsFrom = knowsEpochs ? endOffset : startOffset;
        HeaderReplay.Run(_segments, Math.Min(producersFrom, epochsFrom), (segment, header, marker) =>
        {
            if (header.BaseOffset >= epochsFrom)
            {
                _epochs.Assign(header.PartitionLeaderEpoch, header.BaseOffset);
            }

            if (header.BaseOffset >= producersFrom && header.HasProducerId && _producers.Record(header, marker, services.NowMs) is { } completed)
            {
                bool isIndexed = segment.BaseOffset < transactionsFrom;
                PartitionLog.Complete(_producers.Open, completed, isIndexed ? new TransactionIndex() : segment.Transactions);
            }
        });
        _producers.Open.Settle(endOffset);
        foreach (LogSegment segment in _segments.SkipLast(1).Where(segment => segment.BaseOffset >= transactionsFrom))
        {
            segment.WriteTransactionIndex();
            segment.FlushTransactionIndex();
        }

        if (!knowsEpochs)
        {
            services.Files.WriteFile(directory.LeaderEpochCheckpoint, _epochs.Encode());
        }
    }

    /// <summary>Loads the latest usable snapshot; those behind <paramref name="endOffset"/>, and earlier ones that no segment starts at, are removed.</summary>
    /// <returns>The offset from which producers must be read from the log.</returns>
    private long LoadProducerSnapshot(PartitionInventory inventory, long startOffset, long endOffset)
    {
        for (int i = inventory.Snapshots.Count - 1; i >= 0; i--)
        {
            string path = directory.SegmentFile(inventory.Snapshots[i], PartitionDirectory.SnapshotSuffix);
            if (inventory.Snapshots[i] <= endOffset)
            {
                if (ProducerSnapshot.TryDecode(services.Files.ReadFile(path), _producers, services.NowMs))
                {
                    RemoveStraySnapshots(inventory.Snapshots[..i]);
                    return inventory.Snapshots[i];
                }

                LogMessages.FileIgnored(services.Logger, path, "it is no producer snapshot");
            }

            services.Files.DeleteFile(path);
        }

        return startOffset;
    }

    private void RemoveStraySnapshots(List<long> offsets)
    {
        foreach (long offset in offsets.Except(_segments.Select(segment => segment.BaseOffset)))
        {
            services.Files.DeleteFile(directory.SegmentFile(offset, PartitionDirectory.SnapshotSuffix));
        }
    }

    private void StartOver(long startOffset)
    {
        foreach (LogSegment segment in _segments)
        {
            LogMessages.SegmentDropped(services.Logger, segment.File.Path);
            segment.MarkDeleted();
            segment.RemoveFiles();
        }

        LogSegment empty = EmptySegment(startOffset);
        _ = empty.CreateAndAcquire();
        empty.File.Release();
        _segments = [empty];
    }

    private LoadedLog Result(long startOffset, long endOffset, Guid topicId) => new()
    {
        Directory = directory,
        Segments = new SegmentList([.. _segments]),
        Producers = _producers,
        Epochs = _epochs,
        StartOffset = startOffset,
        End = new LogPosition(endOffset, _segments[^1], _segments[^1].Size),
        TopicId = topicId,
        WasRecovered = _wasRecovered,
    };
}
