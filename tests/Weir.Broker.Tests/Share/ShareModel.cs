using Weir.Broker.Share;
using Weir.Broker.Tests.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Share;

/// <summary>What a share partition must do, record by record, beside what it does.</summary>
internal sealed class ShareModel
{
    private const int MaxBatch = 12;

    private static readonly string[] Members = ["a", "b", "c"];

    private readonly Random _random;
    private readonly ShareScene _scene;

    // Records a member holds, with the time its lock ends.
    private readonly Dictionary<long, (string Member, long DeadlineMs)> _held = [];
    private readonly HashSet<long> _accepted = [];
    private readonly Dictionary<long, int> _deliveries = [];
    private long _nowMs;

    public ShareModel(int seed)
    {
        _random = new Random(seed);
        _scene = ShareScene.Started();
        _scene.Settings = new ShareSettings { MaxInFlight = 100, DeliveryCountLimit = 3, LockDurationMs = 1_000 };
    }

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Step();
            CheckWindow();
        }

        Drain();
    }

    private void Step()
    {
        switch (_random.Next(20))
        {
            case < 4:
                _scene.Produce(_random.Next(1, MaxBatch), isDeliverable: _random.Next(8) != 0, gap: _random.Next(6) == 0 ? _random.Next(5) : 0);
                break;
            case < 9:
                Acquire(Pick());
                break;
            case < 15:
                Acknowledge();
                break;
            case < 17:
                Advance(_random.Next(1, 600));
                break;
            case 17:
                Leave(Pick());
                break;
            case 18:
                Crash();
                FailToStore();
                break;
            default:
                MoveLogStart();
                break;
        }
    }

    private void Acquire(string member)
    {
        bool isStrict = _random.Next(2) == 0;
        int maxRecords = _random.Next(1, 30);
        long before = _scene.Machine.Window.InFlight;
        IReadOnlyList<AcquiredRange> acquired = _scene.Acquire(member, maxRecords, _random.Next(1, 20), isStrict, _random.Next(1, 6));
        long count = acquired.Sum(range => range.Count);
        Assert.True(count < maxRecords + (isStrict ? 1 : _scene.Settings.MaxInFlight + MaxBatch), $"{count} of {maxRecords}");
        Assert.True(_scene.Machine.Window.InFlight <= Math.Max(before, _scene.Settings.MaxInFlight + MaxBatch));
        foreach (AcquiredRange range in acquired)
        {
            for (long offset = range.First; offset <= range.Last; offset++)
            {
                Assert.True(_scene.Holds(offset), $"{offset} is not in the log");
                Assert.False(_held.ContainsKey(offset), $"{offset} was held");
                Assert.DoesNotContain(offset, _accepted);
                _deliveries[offset] = range.DeliveryCount;
                Assert.InRange(range.DeliveryCount, 1, _scene.Settings.DeliveryCountLimit);
                _held[offset] = (member, _nowMs + _scene.Settings.LockDurationMs);
            }
        }
    }

    private void Acknowledge()
    {
        string member = Pick();
        long first = _held.Where(held => held.Value.Member == member).Select(held => held.Key).DefaultIfEmpty(-1).ElementAt(0);
        if (first < 0)
        {
            // Whoever holds nothing is refused whatever it says.
            long offset = _scene.Machine.Window.Start;
            Assert.NotEqual(ErrorCode.None, _scene.Acknowledge(member, offset, offset, AcknowledgeType.Accept));
            return;
        }

        long last = first + _random.Next(0, 8);
        AcknowledgeType[] types = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(_ => (AcknowledgeType)_random.Next(0, 5))];
        ErrorCode error = _scene.Acknowledge(member, first, last, types);
        bool isAllHeld = Enumerable.Range(0, types.Length).All(i => first + i < _scene.LogStart || (_held.TryGetValue(first + i, out (string Member, long) held) && held.Member == member));
        Assert.True(isAllHeld == (error == ErrorCode.None), $"{first}-{last} of {member}: {error}");
        for (int i = 0; i < types.Length && error == ErrorCode.None; i++)
        {
            Settle(first + i, member, types[i]);
        }
    }

    private void Settle(long offset, string member, AcknowledgeType type)
    {
        if (type == AcknowledgeType.Renew)
        {
            _held[offset] = (member, _nowMs + _scene.Settings.LockDurationMs);
            return;
        }

        _held.Remove(offset);
        if (type != AcknowledgeType.Release)
        {
            Assert.True(_accepted.Add(offset), $"{offset} is done twice");
        }
    }

    private void Advance(int ms)
    {
        _nowMs += ms;
        _scene.Advance(ms);
        foreach (long offset in _held.Where(held => held.Value.DeadlineMs <= _nowMs).Select(held => held.Key).ToList())
        {
            _held.Remove(offset);
        }
    }

    private void Leave(string member)
    {
        _scene.Do(machine => machine.Release(member, reply: null));
        foreach (long offset in _held.Where(held => held.Value.Member == member).Select(held => held.Key).ToList())
        {
            _held.Remove(offset);
        }
    }

    private void Crash()
    {
        string before = _scene.Describe();
        if (_random.Next(2) == 0 && _held.Count > 0)
        {
            // What is not durable was not answered, and may come again.
            _scene.HoldWrites = true;
            (long offset, (string member, _)) = _held.First();
            Assert.False(_scene.Begin(member, offset, offset, AcknowledgeType.Accept).IsAnswered);
            _scene.HoldWrites = false;
        }

        _scene.Crash();
        Assert.Equal(before, _scene.Describe());
        _held.Clear();
    }

    /// <summary>An acknowledgement that cannot be stored does not count, whatever is stored behind it.</summary>
    private void FailToStore()
    {
        Acquire(Pick());
        Acquire(Pick());
        if (_held.Count == 0)
        {
            return;
        }

        _scene.HoldWrites = true;
        (long offset, (string member, _)) = _held.ElementAt(_random.Next(_held.Count));
        RecordedReply<ApiError> failed = _scene.Begin(member, offset, offset, AcknowledgeType.Accept);
        (long other, (string owner, _)) = _held.Where(held => held.Key != offset).Select(held => (held.Key, held.Value)).FirstOrDefault();
        RecordedReply<ApiError>? stored = owner is null ? null : _scene.Begin(owner, other, other, AcknowledgeType.Reject);
        _scene.CompleteWrite(ErrorCode.KafkaStorageError);
        _scene.CompleteWrites();
        Assert.NotEqual(ErrorCode.None, failed.Response.Code);
        if (stored is not null)
        {
            Assert.Equal(ErrorCode.None, stored.Response.Code);
            Settle(other, owner!, AcknowledgeType.Reject);
        }
    }

    private void MoveLogStart()
    {
        if (_random.Next(5) == 0)
        {
            _scene.MoveLogStart(Math.Min(_scene.LogEnd, _scene.Machine.Window.Start + _random.Next(0, 10)));
            foreach (long offset in _held.Keys.Where(offset => offset < _scene.LogStart).ToList())
            {
                _held.Remove(offset);
            }
        }
    }

    private void CheckWindow()
    {
        RecordWindow window = _scene.Machine.Window;
        long next = window.Start;
        foreach (RecordRange range in window.Ranges)
        {
            Assert.Equal(next, range.First);
            Assert.True(range.Count > 0);
            next = range.Last + 1;
        }

        Assert.Equal(window.End, next);
        Assert.True(window.Ranges.Count == 0 || !window.Ranges[0].IsDone);
        long acquired = window.Ranges.Where(range => range.State == DeliveryState.Acquired).Sum(range => range.Count);
        Assert.Equal(_held.Count, acquired);
    }

    /// <summary>Everything that is left comes, until nothing is.</summary>
    private void Drain()
    {
        Advance(10_000);
        while (_scene.Machine.Window.Start < _scene.LogEnd)
        {
            Acquire("a");
            foreach (long offset in _held.Keys.ToList())
            {
                Assert.Equal(ErrorCode.None, _scene.Acknowledge("a", offset, offset, AcknowledgeType.Accept));
                Settle(offset, "a", AcknowledgeType.Accept);
            }

            CheckWindow();
        }

        for (long offset = _scene.LogStart; offset < _scene.LogEnd; offset++)
        {
            bool isSettled = _accepted.Contains(offset) || _deliveries.GetValueOrDefault(offset) >= _scene.Settings.DeliveryCountLimit;
            Assert.True(isSettled || !_scene.Holds(offset), $"{offset} was lost after {_deliveries.GetValueOrDefault(offset)} deliveries");
        }
    }

    private string Pick() => Members[_random.Next(Members.Length)];
}
