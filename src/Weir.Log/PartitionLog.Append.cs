using System.Globalization;
using Weir.Log.Producers;
using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Log;

public sealed partial class PartitionLog
{
    /// <summary>
    /// Appends one batch, format v2, whose checksum and records the caller has checked. Writes the base offset, the leader epoch and, with
    /// LogAppendTime, the time into <paramref name="batch"/>; the rest is stored as it is. When this returns without an error the
    /// batch is in the page cache; <see cref="WhenFlushed"/> tells when it is stored.
    /// </summary>
    /// <returns>
    /// Errors: KafkaStorageError (the disk failed, now or earlier), CorruptMessage, MessageTooLarge, RecordListTooLarge,
    /// OutOfOrderSequenceNumber, InvalidProducerEpoch, InvalidTxnState, TransactionCoordinatorFenced (KIP-98). A batch that an idempotent producer has sent before is answered with its first offsets.
    /// </returns>
    public AppendOutcome Append(Memory<byte> batch, in AppendOptions options)
    {
        AppendOutcome outcome;
        lock (_appendLock)
        {
            outcome = AppendLocked(batch, options);
        }

        if (outcome.Error == ErrorCode.None && !outcome.IsDuplicate)
        {
            AfterAppend();
        }
        else if (outcome.Error == ErrorCode.KafkaStorageError)
        {
            AnswerFailedWaits();
        }

        return outcome;
    }

    private AppendOutcome AppendLocked(Memory<byte> batch, in AppendOptions options)
    {
        if (_failure != ErrorCode.None)
        {
            return Refuse(_failure, DescribeFailure());
        }

        if (!RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header)
            || header.TotalSize != batch.Length || header.Magic != RecordBatchHeader.CurrentMagic || header.LastOffsetDelta < 0)
        {
            return Refuse(ErrorCode.CorruptMessage, $"The {batch.Length} bytes for {this} are not one record batch of format v2.");
        }

        LogConfig config = _config;
        if (options.Origin == AppendOrigin.Client && CheckSize(batch.Length, config) is { } tooLarge)
        {
            return tooLarge;
        }

        TransactionMarker? marker = header.IsControl && TransactionMarker.TryRead(batch, out TransactionMarker end) ? end : null;
        if (header.HasProducerId && CheckProducer(header, marker, options) is { } answer)
        {
            return answer;
        }

        try
        {
            return Write(batch.Span, header, marker, options.LeaderEpoch, config);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CutHalfWrittenTail();
            TakeOffline(e, DiskFullException.IsCauseOf(e));
            return Refuse(ErrorCode.KafkaStorageError, $"Writing to {this} failed: {e.Message}");
        }
    }

    /// <returns>Null when the batch may be appended.</returns>
    private AppendOutcome? CheckProducer(in RecordBatchHeader header, TransactionMarker? marker, in AppendOptions options)
    {
        string? message;
        ErrorCode error;
        if (options.Origin == AppendOrigin.Coordinator)
        {
            error = _producers.CheckCoordinator(header, marker, out message);
            return error == ErrorCode.None ? null : Refuse(error, message!);
        }

        error = _producers.Check(header, out ProducerBatch duplicate, out message, options.NewProducersStartAtZero);
        if (error != ErrorCode.None)
        {
            return Refuse(error, message!);
        }

        return duplicate.LastOffset >= 0 ? Duplicate(duplicate) : null;
    }

    private AppendOutcome Write(Span<byte> batch, RecordBatchHeader header, TransactionMarker? marker, int leaderEpoch, LogConfig config)
    {
        long now = _services.NowMs;
        long baseOffset = LogEndOffset;
        bool usesAppendTime = config.MessageTimestampType == TimestampType.LogAppendTime;
        if (usesAppendTime)
        {
            RecordBatch.SetLogAppendTime(batch, now);
        }

        RecordBatch.SetBaseOffset(batch, baseOffset);
        RecordBatch.SetPartitionLeaderEpoch(batch, leaderEpoch);
        header = header with { BaseOffset = baseOffset, MaxTimestamp = usesAppendTime ? now : header.MaxTimestamp };

        AssignEpochLocked(leaderEpoch);
        if (MustRoll(batch.Length, header.LastOffset, header.MaxTimestamp, now, config))
        {
            Roll();
        }

        _mustClose = true;
        LogSegment active = _segments.Active;
        if (!active.HasFile)
        {
            Preallocate(active, config);
        }

        active.Append(batch, header.LastOffset, header.MaxTimestamp, config.IndexIntervalBytes);
        if (header.HasProducerId)
        {
            Track(header, marker, active, now);
        }

        bool mustFlush = MustFlush(header.NextOffset, config);
        _watermarks.AdvanceEnd(new LogPosition(header.NextOffset, active, active.Size), isStored: StoresAtOnce);
        if (_producers.Open.HasEnded)
        {
            _producers.Open.Settle(HighWatermark);
        }

        return new AppendOutcome
        {
            BaseOffset = baseOffset,
            NextOffset = header.NextOffset,
            LogAppendTime = usesAppendTime ? now : RecordBatch.NoTimestamp,
            LogStartOffset = LogStartOffset,
            MustFlush = mustFlush,
        };
    }

    private AppendOutcome? CheckSize(int size, LogConfig config)
    {
        if (size > config.MaxMessageBytes)
        {
            return Refuse(ErrorCode.MessageTooLarge, Text($"The batch has {size} bytes; max.message.bytes of {Topic} is {config.MaxMessageBytes}."));
        }

        return size > config.SegmentBytes
            ? Refuse(ErrorCode.RecordListTooLarge, Text($"The batch has {size} bytes; segment.bytes of {Topic} is {config.SegmentBytes}."))
            : null;
    }

    // Like Kafka, with the time of the first one whoever gave it.
    private AppendOutcome Duplicate(in ProducerBatch batch) => new()
    {
        BaseOffset = batch.FirstOffset,
        NextOffset = batch.LastOffset + 1,
        LogAppendTime = batch.Timestamp,
        LogStartOffset = LogStartOffset,
        IsDuplicate = true,
    };

    private AppendOutcome Refuse(ErrorCode error, string message) => AppendOutcome.Failure(error, message, LogStartOffset);

    private bool MustRoll(int batchSize, long lastOffset, long timestamp, long now, LogConfig config)
    {
        LogSegment active = _segments.Active;
        if (active.Size == 0)
        {
            return false;
        }

        // The age of a segment goes by its records' time; by the clock when they have none (KIP-33).
        long age = active.FirstTimestamp >= 0 && timestamp >= 0 ? timestamp - active.FirstTimestamp : now - active.CreatedMs;
        return active.Size > config.SegmentBytes - batchSize
            || age > config.RollMs - Jitter(active, config)
            || active.IndexIsFull
            || lastOffset - active.BaseOffset > int.MaxValue;
    }

    /// <summary>Spreads the rolls of many partitions; the same segment always gets the same jitter.</summary>
    private long Jitter(LogSegment segment, LogConfig config)
    {
        long range = Math.Min(config.SegmentJitterMs, config.RollMs);
        return range <= 0 ? 0 : (uint)HashCode.Combine(Topic, Partition, segment.BaseOffset) % range;
    }

    /// <summary>Seals the active segment and begins another at the log end.</summary>
    private void Roll()
    {
        long baseOffset = LogEndOffset;
        WriteProducerSnapshot(baseOffset);
        var next = LogSegment.CreateEmpty(_directory, _services.OpenFiles, baseOffset, _config.SegmentIndexBytes, _services.NowMs);
        _ = next.CreateAndAcquire();
        next.File.Release();
        Preallocate(next, _config);
        _segments.Add(next);
        _watermarks.AdvanceEnd(new LogPosition(baseOffset, next, 0), isStored: StoresAtOnce);
        QueueCommit();
    }

    private static void Preallocate(LogSegment segment, LogConfig config)
    {
        if (config.Preallocate)
        {
            segment.Preallocate(config.SegmentBytes);
        }
    }

    private void WriteProducerSnapshot(long offset) => _services.Files.WriteFile(
        _directory.SegmentFile(offset, PartitionDirectory.SnapshotSuffix), ProducerSnapshot.Encode(_producers));

    private void CutHalfWrittenTail()
    {
        LogSegment active = _segments.Active;
        try
        {
            if (active.HasFile)
            {
                active.CutTail();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMessages.TailNotCut(_services.Logger, active.File.Path, active.Size, e);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
