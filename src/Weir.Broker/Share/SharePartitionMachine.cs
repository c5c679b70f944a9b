using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Share;

/// <summary>
/// One share partition (KIP-932) as a state machine without I/O: it gives records to consumers, takes their acknowledgements, and releases what they keep too
/// long. Its records leave through the outbox, time passes through <see cref="OnTime"/>.
/// </summary>
/// <remarks>Thread model: single owner. Whoever owns it calls one method at a time and carries out the outbox before the next.</remarks>
internal sealed class SharePartitionMachine : IStateMachine
{
    private readonly ISharePartitionSettings _settings;
    private readonly GroupClock _clock;
    private readonly IGroupOutbox _outbox;
    private readonly RecordWindow _window = new();
    private readonly SharePartitionJournal _journal;
    private bool _isEnding;
    private int _beginnings;

    public SharePartitionMachine(SharePartitionKey key, ISharePartitionSettings settings, GroupClock clock, IGroupOutbox outbox)
    {
        Key = key;
        _settings = settings;
        _clock = clock;
        _outbox = outbox;
        _journal = new SharePartitionJournal(key, _window, clock, outbox);
    }

    public SharePartitionKey Key { get; }

    /// <summary>Whether it has been given a start.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>Whether its start is durable, so that records may be delivered.</summary>
    public bool IsReady { get; private set; }

    public bool IsGone { get; private set; }

    public RecordWindow Window => _window;

    public int LeaderEpoch => _journal.LeaderEpoch;

    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>Where to read the next record that can be delivered; null when there is none before others are done.</summary>
    public long? NextOffset =>
        !IsReady ? null
        : _window.FirstAvailable is { } available ? available
        : _window.InFlight < _settings.Of(Key.GroupId).MaxInFlight ? _window.End
        : null;

    public void Restore(SharePartitionSnapshot stored)
    {
        // -1 is a share partition that Kafka has made but nobody has fetched from.
        if (stored.Snapshot.StartOffset < 0 && stored.Updates.Count == 0)
        {
            return;
        }

        _window.Reset(Math.Max(0, stored.Snapshot.StartOffset));
        foreach (ShareSnapshotValue.StateBatch batch in stored.Snapshot.StateBatches)
        {
            _window.Set(batch.FirstOffset, batch.LastOffset, (DeliveryState)batch.DeliveryState, batch.DeliveryCount);
        }

        foreach (ShareUpdateValue update in stored.Updates)
        {
            update.StateBatches.ForEach(batch => _window.Set(batch.FirstOffset, batch.LastOffset, (DeliveryState)batch.DeliveryState, batch.DeliveryCount));
            _window.DropBelow(update.StartOffset);
        }

        _window.Tidy();
        _journal.Restore(stored);
        IsInitialized = IsReady = true;
    }

    /// <summary>Begins, or begins anew: nothing is in flight, and records are delivered from an offset on.</summary>
    /// <param name="start">The offset.</param>
    /// <param name="stateEpoch">Epoch of the group that says so.</param>
    /// <param name="leaderEpoch">Leader epoch of the partition.</param>
    /// <param name="reply">Told when it is durable.</param>
    public void Reset(long start, int stateEpoch, int leaderEpoch, IReplyTo<ErrorCode>? reply)
    {
        if (_isEnding)
        {
            Reply(reply, ErrorCode.CoordinatorNotAvailable);
            return;
        }

        _beginnings++;
        _window.Reset(start);
        _journal.StateEpoch = stateEpoch;
        _journal.LeaderEpoch = leaderEpoch;
        _journal.ChangeAll();
        IsInitialized = true;
        IsReady = false;
        UpdateDeadline();
        _journal.Write(error =>
        {
            IsReady = error == ErrorCode.None;
            IsInitialized &= IsReady;
            Reply(reply, GroupErrors.OfGroup(error));
        });
    }

    /// <summary>Forgets what the log has no more, at its start or, after an unclean stop, at its end.</summary>
    public void Align(long logStart, long logEnd)
    {
        if (!IsReady)
        {
            return;
        }

        if (_window.End > logEnd)
        {
            // The log lost its end with what was not flushed: whatever comes there now is something else.
            _window.DropFrom(logEnd);
            _journal.ChangeAll();
            Settle();
        }

        if (logStart > _window.Start)
        {
            _window.DropBelow(logStart);
            Settle();
        }
    }

    /// <summary>Gives a consumer records.</summary>
    /// <param name="memberId">The consumer.</param>
    /// <param name="limits">How much it takes.</param>
    /// <param name="batches">What the log holds from <see cref="NextOffset"/> on, in order.</param>
    public IReadOnlyList<AcquiredRange> Acquire(string memberId, AcquireLimits limits, IReadOnlyList<LogBatch> batches)
    {
        if (NextOffset is null)
        {
            return [];
        }

        ShareSettings settings = _settings.Of(Key.GroupId);
        var acquisition = new ShareAcquisition(_window, _journal, settings, memberId, limits, _clock.UptimeMs + settings.LockDurationMs);
        IReadOnlyList<AcquiredRange> acquired = acquisition.Run(batches);
        Settle();
        return acquired;
    }

    /// <summary>Takes a consumer's word on records it has acquired; <paramref name="reply"/> is sent when that is durable.</summary>
    public void Acknowledge(string memberId, IReadOnlyList<Acknowledgement> acknowledgements, IReplyTo<ApiError> reply)
    {
        ShareSettings settings = _settings.Of(Key.GroupId);
        ApiError error = !IsReady || _isEnding
            ? new ApiError(ErrorCode.UnknownTopicOrPartition, "The share partition has no state.")
            : ShareAcknowledging.Check(_window, memberId, acknowledgements, settings);
        if (!error.IsNone)
        {
            _outbox.Reply(reply, error);
            return;
        }

        List<RecordRange> done = ShareAcknowledging.Apply(_window, acknowledgements, settings, _clock.UptimeMs + settings.LockDurationMs, _journal);
        int beginning = _beginnings;
        Settle(stored =>
        {
            if (stored != ErrorCode.None && beginning == _beginnings)
            {
                TakeBack(done);
            }

            _outbox.Reply(reply, stored == ErrorCode.None ? ApiError.None : new ApiError(GroupErrors.OfGroup(stored), "The acknowledgement could not be stored."));
        });
    }

    /// <summary>Releases what a consumer that is gone had acquired.</summary>
    public void Release(string memberId, IReplyTo<ErrorCode>? reply)
    {
        Release(range => range.MemberId == memberId, error => Reply(reply, GroupErrors.OfGroup(error)));
    }

    public void OnTime()
    {
        long now = _clock.UptimeMs;
        Release(range => range.LockDeadlineMs <= now, static _ => { });
    }

    /// <summary>Writes a snapshot, so that the log behind the last one can go.</summary>
    public void Rewrite()
    {
        if (IsReady)
        {
            _journal.ChangeAll();
            _journal.Write(static _ => { });
        }
    }

    /// <summary>Forgets everything: the topic, the group or its interest in the topic is gone.</summary>
    public void Delete(IReplyTo<ErrorCode>? reply)
    {
        _isEnding = true;
        _beginnings++;
        IsReady = IsInitialized = false;
        NextDeadlineMs = long.MaxValue;
        _journal.WriteEnd(error =>
        {
            IsGone = error == ErrorCode.None;
            _isEnding = IsGone;
            Reply(reply, GroupErrors.OfGroup(error));
        });
    }

    /// <summary>The consumer hears that its acknowledgement does not count: it has the records again, until their locks run out.</summary>
    private void TakeBack(List<RecordRange> done)
    {
        done.ForEach(_window.Reopen);

        // Writes that came behind the failed one may have told of them as done.
        _journal.ChangeAll();
        Settle();
    }

    private void Release(Func<RecordRange, bool> isDue, Action<ErrorCode> done)
    {
        ShareSettings settings = _settings.Of(Key.GroupId);
        foreach (RecordRange range in _window.Ranges.Where(range => range.State == DeliveryState.Acquired && isDue(range)))
        {
            ShareAcknowledging.Release(range, settings, _journal);
        }

        Settle(done);
    }

    private void Settle(Action<ErrorCode>? done = null)
    {
        _window.Tidy();
        UpdateDeadline();
        _journal.Write(done ?? (static _ => { }));
    }

    private void UpdateDeadline() => NextDeadlineMs = _window.Ranges.Select(range => range.LockDeadlineMs).DefaultIfEmpty(long.MaxValue).Min();

    private void Reply(IReplyTo<ErrorCode>? reply, ErrorCode error)
    {
        if (reply is not null)
        {
            _outbox.Reply(reply, error);
        }
    }
}
