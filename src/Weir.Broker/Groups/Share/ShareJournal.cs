using Weir.Protocol;

namespace Weir.Broker.Groups.Share;

/// <summary>
/// Notes what an event changed in a share group, and at its end writes that as one batch of records. Answers wait until everything they could tell of is
/// durable. After a write that failed the next one tells the whole group again.
/// </summary>
/// <remarks>Thread model: owned by its <see cref="ShareMachine"/>. Writes complete in the order they were appended.</remarks>
internal sealed class ShareJournal(IGroupOutbox outbox)
{
    private readonly SortedSet<(ShareRecordKind Kind, string MemberId)> _changed = new(Comparer<(ShareRecordKind Kind, string MemberId)>.Create(
        static (a, b) => a.Kind == b.Kind ? string.CompareOrdinal(a.MemberId, b.MemberId) : a.Kind.CompareTo(b.Kind)));

    private GroupRecord? _first;
    private List<Action<ErrorCode>>? _newestWrite;

    /// <summary>A record of another kind that has to lie before those of the group: the end of the classic group it was.</summary>
    public void WriteFirst(GroupRecord? record) => _first = record;

    public void Changed(ShareRecordKind kind, string memberId = "") => _changed.Add((kind, memberId));

    public void MemberRemoved(string memberId)
    {
        _changed.RemoveWhere(change => change.MemberId == memberId);
        Changed(ShareRecordKind.MemberRemoved, memberId);
    }

    /// <summary>Forgets what was noted: it came from the log.</summary>
    public void Clear()
    {
        _first = null;
        _changed.Clear();
    }

    /// <summary>Writes what has changed.</summary>
    /// <param name="group">The group.</param>
    /// <param name="done">Told when this change and all before it are durable; at once when nothing is on its way.</param>
    public void Write(ShareGroup group, Action<ErrorCode> done)
    {
        if (_changed.Count == 0)
        {
            if (_newestWrite is null)
            {
                done(ErrorCode.None);
            }
            else
            {
                _newestWrite.Add(done);
            }

            return;
        }

        List<GroupRecord> records = _first is { } first ? [first, .. Take(group, out List<string> removed)] : [.. Take(group, out removed)];
        List<Action<ErrorCode>> waiting = _newestWrite = [done];
        _first = null;
        outbox.Append(new GroupWrite(records, error => Completed(group, waiting, removed, error)));
    }

    /// <summary>Writes the end of the group, with what of it is not written yet.</summary>
    public void WriteEnd(ShareGroup group, Action<ErrorCode> done)
    {
        List<GroupRecord> records = [.. _changed.Where(change => change.Kind == ShareRecordKind.MemberRemoved).SelectMany(change => ShareRecords.MemberTombstones(group.Id, change.MemberId))];
        records.AddRange(ShareRecords.Tombstones(group.Id));
        Clear();
        outbox.Append(new GroupWrite(records, error =>
        {
            if (error != ErrorCode.None)
            {
                AllChanged(group);
            }

            done(error);
        }));
    }

    private List<GroupRecord> Take(ShareGroup group, out List<string> removed)
    {
        // A member that came back under its id is told of by its new records alone.
        removed = [.. _changed.Where(change => change.Kind == ShareRecordKind.MemberRemoved && !group.TryGet(change.MemberId, out _)).Select(change => change.MemberId)];
        List<GroupRecord> records = [.. removed.SelectMany(memberId => ShareRecords.MemberTombstones(group.Id, memberId))];
        records.AddRange(_changed.Where(change => change.Kind != ShareRecordKind.MemberRemoved).Select(change => ShareRecords.Of(group, change.Kind, change.MemberId)));
        _changed.Clear();
        return records;
    }

    private void AllChanged(ShareGroup group)
    {
        foreach (ShareMember member in group.Members)
        {
            Changed(ShareRecordKind.Subscription, member.Id);
            Changed(ShareRecordKind.Target, member.Id);
            Changed(ShareRecordKind.Assignment, member.Id);
        }

        Changed(ShareRecordKind.Epoch);
        Changed(ShareRecordKind.TargetEpoch);
        Changed(ShareRecordKind.Initialized);
    }

    private void Completed(ShareGroup group, List<Action<ErrorCode>> waiting, List<string> removed, ErrorCode error)
    {
        if (ReferenceEquals(_newestWrite, waiting))
        {
            _newestWrite = null;
        }

        if (error != ErrorCode.None)
        {
            removed.ForEach(memberId => Changed(ShareRecordKind.MemberRemoved, memberId));
            AllChanged(group);
        }

        waiting.ForEach(done => done(error));
    }
}
