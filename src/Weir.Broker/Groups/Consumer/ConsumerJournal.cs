using Weir.Protocol;

namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Notes what an event changed in a group, and at its end writes that as one batch of records, in the order in which Apache Kafka replays them.
/// Answers wait until everything they could tell of is durable. After a write that failed the next one tells the whole group again.
/// </summary>
/// <remarks>Thread model: owned by its <see cref="ConsumerMachine"/>. Writes complete in the order they were appended.</remarks>
internal sealed class ConsumerJournal(IGroupOutbox outbox)
{
    private readonly List<GroupRecord> _first = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _subscriptions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _regexes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assignments = new(StringComparer.Ordinal);
    private bool _epoch;
    private bool _targetEpoch;
    private List<Action<ErrorCode>>? _newestWrite;

    /// <summary>Records of another kind that have to lie before those of the group, such as the end of the classic group it was.</summary>
    public void WriteFirst(GroupRecord record) => _first.Add(record);

    public void SubscriptionChanged(string memberId) => _subscriptions.Add(memberId);

    public void TargetChanged(string memberId) => _targets.Add(memberId);

    public void AssignmentChanged(string memberId) => _assignments.Add(memberId);

    public void RegexChanged(string regex) => _regexes.Add(regex);

    public void EpochChanged() => _epoch = true;

    public void TargetEpochChanged() => _targetEpoch = true;

    public void MemberRemoved(string memberId)
    {
        _removed.Add(memberId);
        _subscriptions.Remove(memberId);
        _targets.Remove(memberId);
        _assignments.Remove(memberId);
    }

    /// <summary>Everything, as when a classic group turns into this one.</summary>
    public void AllChanged(ConsumerGroup group)
    {
        foreach (ConsumerMember member in group.Members)
        {
            _subscriptions.Add(member.Id);
            _targets.Add(member.Id);
            _assignments.Add(member.Id);
        }

        _regexes.UnionWith(group.Regexes.Keys);
        _epoch = _targetEpoch = true;
    }

    /// <summary>Forgets what was noted: it came from the log.</summary>
    public void Clear()
    {
        _first.Clear();
        _removed.Clear();
        _subscriptions.Clear();
        _regexes.Clear();
        _targets.Clear();
        _assignments.Clear();
        _epoch = _targetEpoch = false;
    }

    /// <summary>The ends of members that have gone and are not written yet; everything else that was noted is forgotten, since the group ends.</summary>
    public List<GroupRecord> TakeRemovals(ConsumerGroup group)
    {
        List<GroupRecord> records = [.. _removed.SelectMany(memberId => ConsumerRecords.MemberTombstones(group.Id, memberId))];
        Clear();
        return records;
    }

    /// <summary>Writes what has changed.</summary>
    /// <param name="group">The group.</param>
    /// <param name="done">Told when this change and all before it are durable; at once when nothing is on its way.</param>
    public void Write(ConsumerGroup group, Action<ErrorCode> done)
    {
        List<GroupRecord> records = Collect(group);
        if (records.Count == 0)
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

        List<Action<ErrorCode>> waiting = _newestWrite = [done];
        string[] removed = [.. _removed];
        Clear();
        outbox.Append(new GroupWrite(records, error => Completed(group, waiting, removed, error)));
    }

    private void Completed(ConsumerGroup group, List<Action<ErrorCode>> waiting, string[] removed, ErrorCode error)
    {
        if (ReferenceEquals(_newestWrite, waiting))
        {
            _newestWrite = null;
        }

        if (error != ErrorCode.None)
        {
            _removed.UnionWith(removed.Where(memberId => !group.TryGet(memberId, out _)));
            AllChanged(group);
        }

        foreach (Action<ErrorCode> done in waiting)
        {
            done(error);
        }
    }

    private List<GroupRecord> Collect(ConsumerGroup group)
    {
        var records = new List<GroupRecord>(_first);
        foreach (string memberId in _removed.Where(memberId => !group.TryGet(memberId, out _)))
        {
            records.AddRange(ConsumerRecords.MemberTombstones(group.Id, memberId));
        }

        records.AddRange(Known(group, _subscriptions).Select(member => ConsumerRecords.Subscription(group.Id, member)));
        records.AddRange(_regexes.Select(regex => ConsumerRecords.Regex(group.Id, regex, group.Regexes.GetValueOrDefault(regex))));
        if (_epoch)
        {
            records.Add(ConsumerRecords.Epoch(group));
        }

        records.AddRange(Known(group, _targets).Select(member => ConsumerRecords.Target(group.Id, member)));
        if (_targetEpoch)
        {
            records.Add(ConsumerRecords.TargetEpoch(group));
        }

        records.AddRange(Known(group, _assignments).Select(member => ConsumerRecords.Assignment(group.Id, member)));
        return records;
    }

    private static IEnumerable<ConsumerMember> Known(ConsumerGroup group, HashSet<string> memberIds)
    {
        foreach (string memberId in memberIds)
        {
            if (group.TryGet(memberId, out ConsumerMember? member))
            {
                yield return member;
            }
        }
    }
}
