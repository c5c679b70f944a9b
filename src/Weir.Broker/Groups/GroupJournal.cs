using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>
/// Notes what an event changed in a group, and at its end writes that as one batch of records. Answers wait until everything they could tell of is
/// durable. After a write that failed the next one tells the whole group again.
/// </summary>
/// <typeparam name="TGroup">The group's state.</typeparam>
/// <typeparam name="TKind">What is written, in the order in which it is.</typeparam>
/// <remarks>Thread model: owned by the group's machine. Writes complete in the order they were appended.</remarks>
internal abstract class GroupJournal<TGroup, TKind>(IGroupOutbox outbox)
    where TKind : struct, Enum
{
    private readonly SortedSet<(TKind Kind, string MemberId)> _changed = new(Comparer<(TKind Kind, string MemberId)>.Create(static (a, b) =>
        Comparer<TKind>.Default.Compare(a.Kind, b.Kind) is var order and not 0 ? order : string.CompareOrdinal(a.MemberId, b.MemberId)));

    private GroupRecord? _first;
    private List<Action<ErrorCode>>? _newestWrite;

    /// <summary>Stands for the end of a member with all its records.</summary>
    protected abstract TKind MemberRemovedKind { get; }

    /// <summary>A record of another kind that has to lie before those of the group: the end of the classic group it was.</summary>
    public void WriteFirst(GroupRecord? record) => _first = record;

    public void Changed(TKind kind, string memberId = "") => _changed.Add((kind, memberId));

    public void MemberRemoved(string memberId)
    {
        _changed.RemoveWhere(change => change.MemberId == memberId);
        Changed(MemberRemovedKind, memberId);
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
    public void Write(TGroup group, Action<ErrorCode> done)
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

    /// <summary>Writes the end of the group, with what of it is not written yet, and what comes after it.</summary>
    public void WriteEnd(TGroup group, IEnumerable<GroupRecord> next, Action<ErrorCode> done)
    {
        List<GroupRecord> records = [.. _changed.Where(change => IsRemoval(change.Kind)).SelectMany(change => MemberTombstones(group, change.MemberId))];
        records.AddRange(Tombstones(group));
        records.AddRange(next);
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

    protected abstract bool IsMember(TGroup group, string memberId);

    /// <summary>The record that tells of one part of the group as it is now; of a member, which must exist.</summary>
    protected abstract GroupRecord Of(TGroup group, TKind kind, string memberId);

    protected abstract IEnumerable<GroupRecord> MemberTombstones(TGroup group, string memberId);

    protected abstract IEnumerable<GroupRecord> Tombstones(TGroup group);

    /// <summary>Notes everything there is.</summary>
    protected abstract void AllChanged(TGroup group);

    private bool IsRemoval(TKind kind) => EqualityComparer<TKind>.Default.Equals(kind, MemberRemovedKind);

    private List<GroupRecord> Take(TGroup group, out List<string> removed)
    {
        // A member that came back under its id is told of by its new records alone.
        removed = [.. _changed.Where(change => IsRemoval(change.Kind) && !IsMember(group, change.MemberId)).Select(change => change.MemberId)];
        List<GroupRecord> records = [.. removed.SelectMany(memberId => MemberTombstones(group, memberId))];
        records.AddRange(_changed.Where(change => !IsRemoval(change.Kind)).Select(change => Of(group, change.Kind, change.MemberId)));
        _changed.Clear();
        return records;
    }

    private void Completed(TGroup group, List<Action<ErrorCode>> waiting, List<string> removed, ErrorCode error)
    {
        if (ReferenceEquals(_newestWrite, waiting))
        {
            _newestWrite = null;
        }

        if (error != ErrorCode.None)
        {
            removed.ForEach(memberId => Changed(MemberRemovedKind, memberId));
            AllChanged(group);
        }

        waiting.ForEach(done => done(error));
    }
}
