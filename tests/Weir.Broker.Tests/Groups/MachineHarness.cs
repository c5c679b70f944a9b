using Microsoft.Extensions.Time.Testing;
using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Groups;

/// <summary>A state machine on virtual time, with a log in memory that stores at once unless told to hold back.</summary>
internal abstract class MachineHarness<TMachine> : IGroupOutbox
    where TMachine : class, IStateMachine
{
    private readonly Queue<GroupWrite> _held = new();

    protected MachineHarness() => Clock = new GroupClock(Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TMachine Machine { get; protected set; } = null!;

    /// <summary>What a reader of the log would see: every record whose write was completed.</summary>
    public List<GroupRecord> Log { get; } = [];

    public bool HoldWrites { get; set; }

    public int HeldWrites => _held.Count;

    protected GroupClock Clock { get; }

    /// <summary>Runs one event, and what it writes unless writes are held back.</summary>
    public void Do(Action<TMachine> handle)
    {
        handle(Machine);
        while (!HoldWrites && _held.Count > 0)
        {
            CompleteWrite();
        }
    }

    public void CompleteWrite(ErrorCode error = ErrorCode.None)
    {
        GroupWrite write = _held.Dequeue();
        if (error == ErrorCode.None)
        {
            Log.AddRange(write.Records);
        }

        write.Completed(error);
    }

    /// <summary>Completes all writes that were held back, and holds back no more.</summary>
    public void CompleteWrites()
    {
        HoldWrites = false;
        Do(static _ => { });
    }

    /// <summary>Does something whose writes fail, or not.</summary>
    public TResult WithWrites<TResult>(bool fail, Func<TResult> act)
    {
        HoldWrites = fail;
        TResult result = act();
        while (_held.Count > 0)
        {
            CompleteWrite(ErrorCode.KafkaStorageError);
        }

        HoldWrites = false;
        return result;
    }

    /// <summary>Lets time pass, stopping at every deadline on the way.</summary>
    public void Advance(int ms)
    {
        long end = Clock.UptimeMs + ms;
        while (Machine.NextDeadlineMs <= end)
        {
            Time.Advance(TimeSpan.FromMilliseconds(Math.Max(0, Machine.NextDeadlineMs - Clock.UptimeMs)));
            Do(machine => machine.OnTime());
        }

        Time.Advance(TimeSpan.FromMilliseconds(end - Clock.UptimeMs));
    }

    void IGroupOutbox.Reply<T>(IReplyTo<T> to, T response) => to.Send(response);

    void IGroupOutbox.Append(GroupWrite write) => _held.Enqueue(write);

    /// <summary>Writes held back are lost.</summary>
    protected void LoseHeldWrites() => _held.Clear();
}
