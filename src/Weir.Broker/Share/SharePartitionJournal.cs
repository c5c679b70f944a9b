using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;

namespace Weir.Broker.Share;

/// <summary>
/// Notes what an event changed in a share partition, and at its end writes that as one record: an update with what has changed, or, now and then and after a
/// write that failed, a snapshot of everything.
/// </summary>
/// <remarks>Thread model: owned by its <see cref="SharePartitionMachine"/>. Writes complete in the order they were appended.</remarks>
internal sealed class SharePartitionJournal(SharePartitionKey key, RecordWindow window, GroupClock clock, IGroupOutbox outbox)
{
    /// <summary><c>share.coordinator.snapshot.update.records.per.snapshot</c>, its default.</summary>
    public const int UpdatesPerSnapshot = 500;

    private readonly List<RecordRange> _changed = [];
    private long _storedStart;
    private long _createdMs = -1;
    private int _snapshotEpoch = -1;
    private int _updates;
    private bool _needsSnapshot = true;

    /// <summary>Epoch of the group when it gave the share partition its start.</summary>
    public int StateEpoch { get; set; }

    public int LeaderEpoch { get; set; }

    /// <summary>Takes note of a range as it has become.</summary>
    public void Changed(RecordRange range)
    {
        var copy = new RecordRange(range.First, range.Last) { DeliveryCount = range.DeliveryCount };
        copy.Become(range.State);
        _changed.Add(copy);
    }

    /// <summary>Has the next write tell everything.</summary>
    public void ChangeAll() => _needsSnapshot = true;

    public void Restore(SharePartitionSnapshot stored)
    {
        ShareSnapshotValue snapshot = stored.Snapshot;
        (_snapshotEpoch, StateEpoch, _createdMs) = (snapshot.SnapshotEpoch, snapshot.StateEpoch, snapshot.CreateTimestamp);
        _updates = stored.Updates.Count;
        LeaderEpoch = _updates > 0 ? stored.Updates[^1].LeaderEpoch : snapshot.LeaderEpoch;
        _storedStart = window.Start;
        _needsSnapshot = false;
    }

    /// <summary>Writes what has changed.</summary>
    /// <param name="done">Told when it is durable, or at once when nothing has changed.</param>
    public void Write(Action<ErrorCode> done)
    {
        if (!_needsSnapshot && _changed.Count == 0 && _storedStart == window.Start)
        {
            done(ErrorCode.None);
            return;
        }

        _needsSnapshot |= _updates >= UpdatesPerSnapshot;
        GroupRecord record = _needsSnapshot ? Snapshot() : Update();
        _changed.Clear();
        _storedStart = window.Start;
        outbox.Append(new GroupWrite([record], error =>
        {
            _needsSnapshot |= error != ErrorCode.None;
            done(error);
        }));
    }

    /// <summary>Writes the end of the share partition.</summary>
    public void WriteEnd(Action<ErrorCode> done) => outbox.Append(new GroupWrite([ShareStateRecords.Snapshot(key, null)], done));

    private GroupRecord Snapshot()
    {
        _needsSnapshot = false;
        _updates = 0;
        long now = clock.UnixMs;
        _createdMs = _createdMs < 0 ? now : _createdMs;

        return ShareStateRecords.Snapshot(key, new ShareSnapshotValue
        {
            SnapshotEpoch = ++_snapshotEpoch,
            StateEpoch = StateEpoch,
            LeaderEpoch = LeaderEpoch,
            StartOffset = window.Start,
            DeliveryCompleteCount = (int)Math.Min(window.Done, int.MaxValue),
            CreateTimestamp = _createdMs,
            WriteTimestamp = now,
            StateBatches = [.. window.Ranges.Select(Stored).OfType<ShareSnapshotValue.StateBatch>()],
        });
    }

    private GroupRecord Update()
    {
        _updates++;
        return ShareStateRecords.Update(key, new ShareUpdateValue
        {
            SnapshotEpoch = _snapshotEpoch,
            LeaderEpoch = LeaderEpoch,
            StartOffset = window.Start,
            DeliveryCompleteCount = (int)Math.Min(window.Done, int.MaxValue),
            StateBatches = [.. _changed.Where(range => range.Last >= window.Start).Select(range => new ShareUpdateValue.StateBatch
            {
                FirstOffset = Math.Max(range.First, window.Start),
                LastOffset = range.Last,
                DeliveryState = (sbyte)range.State,
                DeliveryCount = range.DeliveryCount,
            })],
        });
    }

    // A delivery under way is not stored; what was never delivered needs no telling.
    private static ShareSnapshotValue.StateBatch? Stored(RecordRange range)
    {
        bool isAcquired = range.State == DeliveryState.Acquired;
        short count = isAcquired ? (short)(range.DeliveryCount - 1) : range.DeliveryCount;
        return count == 0 && !range.IsDone ? null : new ShareSnapshotValue.StateBatch
        {
            FirstOffset = range.First,
            LastOffset = range.Last,
            DeliveryState = isAcquired ? (sbyte)DeliveryState.Available : (sbyte)range.State,
            DeliveryCount = count,
        };
    }
}
