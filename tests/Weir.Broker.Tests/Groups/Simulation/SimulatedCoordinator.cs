using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>A group with its log: writes take a while, and a crash leaves any prefix of those under way on the disk.</summary>
internal sealed class SimulatedCoordinator : IGroupOutbox
{
    private readonly SimulationClock _clock;
    private readonly Random _random;
    private readonly GroupOptions _options;
    private readonly List<GroupRecord> _log = [];
    private readonly Queue<GroupWrite> _writing = new();
    private readonly List<ISimulatedReply> _parked = [];
    private GroupClock _groupClock;
    private int _incarnation;

    public SimulatedCoordinator(SimulationClock clock, Random random, GroupOptions options)
    {
        _clock = clock;
        _random = random;
        _options = options;
        _groupClock = new GroupClock(clock.Time);
        Machine = NewMachine();
    }

    public GroupMachine Machine { get; private set; }

    public int Crashes => _incarnation;

    /// <summary>Counts the groups that have borne the name: an empty one without offsets ends, and the next one starts over.</summary>
    public int Lives { get; private set; }

    /// <summary>The offsets every acknowledged commit, and after a crash every stored one, adds up to.</summary>
    public Dictionary<int, long> ExpectedOffsets { get; } = [];

    public bool IsIdle => _writing.Count == 0;

    public IEnumerable<ISimulatedReply> Unanswered => _parked.Where(p => !p.IsAnswered);

    public void Handle(Action<GroupMachine> happen, ISimulatedReply? parked = null)
    {
        if (Machine.IsGone)
        {
            Machine = NewMachine();
            Lives++;
        }

        if (parked is not null)
        {
            _parked.Add(parked);
        }

        happen(Machine);
        WatchDeadline();
    }

    /// <summary>Dies, and comes back from what is on the disk.</summary>
    public void Crash()
    {
        string? before = Machine.State == GroupState.Stable && IsIdle ? Fingerprint() : null;
        int stored = _random.Next(_writing.Count + 1);
        foreach (GroupRecord record in _writing.Take(stored).SelectMany(w => w.Records))
        {
            Store(record);
        }

        _writing.Clear();
        _parked.Clear();
        _incarnation++;
        Restart();
        if (before is not null && before != Fingerprint())
        {
            throw new SimulationException($"A stable group came back changed: {before} became {Fingerprint()}.");
        }
    }

    void IGroupOutbox.Reply<T>(IReplyTo<T> to, T response) => to.Send(response);

    void IGroupOutbox.Append(GroupWrite write)
    {
        _writing.Enqueue(write);
        int incarnation = _incarnation;
        _clock.After(_random.Next(30), () =>
        {
            if (incarnation == _incarnation)
            {
                CompleteOldest();
            }
        });
    }

    private void CompleteOldest()
    {
        GroupWrite write = _writing.Dequeue();
        foreach (GroupRecord record in write.Records)
        {
            Store(record);
        }

        write.Completed(ErrorCode.None);
        WatchDeadline();
    }

    // Decoded by hand: offset keys are type 1 and end in the partition, offset values start with version and offset.
    private void Store(GroupRecord record)
    {
        _log.Add(record);
        if (record.Key[1] != GroupRecordReader.OffsetKeyType)
        {
            return;
        }

        int partition = record.Key[^1];
        if (record.Value is null)
        {
            ExpectedOffsets.Remove(partition);
        }
        else
        {
            ExpectedOffsets[partition] = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(record.Value.AsSpan(2));
        }
    }

    private void Restart()
    {
        _groupClock = new GroupClock(_clock.Time);
        Machine = NewMachine();
        var reader = new GroupRecordReader();
        foreach (GroupRecord record in _log)
        {
            reader.Read(record.Key, record.Value is { } value ? value.AsMemory() : default(ReadOnlyMemory<byte>?));
        }

        if (reader.Groups.SingleOrDefault() is { } snapshot)
        {
            Machine.Restore(snapshot);
        }
        else
        {
            Lives++;
        }

        WatchDeadline();
    }

    private GroupMachine NewMachine() => new("g", _options, new FakeTopics(), _groupClock, this);

    private void WatchDeadline()
    {
        GroupMachine machine = Machine;
        if (machine.NextDeadlineMs == long.MaxValue)
        {
            return;
        }

        long deadline = machine.NextDeadlineMs;
        _clock.After(deadline - _groupClock.UptimeMs, () =>
        {
            // A renewed session leaves an older alarm behind, which is then not for the nearest deadline any more.
            if (machine == Machine && machine.NextDeadlineMs == deadline)
            {
                machine.OnTime();
                WatchDeadline();
            }
        });
    }

    private string Fingerprint()
    {
        var description = Machine.Describe();
        var members = description.Members.Select(m => $"{m.MemberId}={Convert.ToHexString(m.MemberAssignment.Span)}/{Convert.ToHexString(m.MemberMetadata.Span)}");
        var offsets = Machine.Offsets.OrderBy(o => o.Key.Partition).Select(o => $"{o.Key.Partition}@{o.Value.Offset}");
        return $"{description.GroupState} {Machine.Generation} {description.ProtocolData} [{string.Join(' ', members)}] [{string.Join(' ', offsets)}]";
    }
}
