namespace Weir.Broker.Share;

/// <summary>Records of one share partition that lie side by side and fare alike.</summary>
/// <remarks>Thread model: owned by its <see cref="RecordWindow"/>.</remarks>
internal sealed class RecordRange(long first, long last)
{
    public long First { get; } = first;

    /// <summary>Inclusive.</summary>
    public long Last { get; set; } = last;

    public DeliveryState State { get; private set; }

    /// <summary>How often they were delivered so far.</summary>
    public short DeliveryCount { get; set; }

    /// <summary>Who works on them while they are acquired.</summary>
    public string? MemberId { get; private set; }

    /// <summary>The uptime in milliseconds at which they are released by themselves while they are acquired.</summary>
    public long LockDeadlineMs { get; private set; } = long.MaxValue;

    public long Count => Last - First + 1;

    /// <summary>Whether they are never delivered again.</summary>
    public bool IsDone => State is DeliveryState.Acknowledged or DeliveryState.Archived;

    public void Acquire(string memberId, long deadlineMs)
    {
        DeliveryCount++;
        (State, MemberId, LockDeadlineMs) = (DeliveryState.Acquired, memberId, deadlineMs);
    }

    public void Renew(long deadlineMs) => LockDeadlineMs = deadlineMs;

    /// <param name="state">Any but acquired.</param>
    public void Become(DeliveryState state) => (State, MemberId, LockDeadlineMs) = (state, null, long.MaxValue);

    /// <summary>Is again what it was.</summary>
    public void Become(RecordRange before) =>
        (State, MemberId, LockDeadlineMs, DeliveryCount) = (before.State, before.MemberId, before.LockDeadlineMs, before.DeliveryCount);

    public RecordRange Copy()
    {
        var copy = new RecordRange(First, Last);
        copy.Become(this);
        return copy;
    }

    /// <summary>Keeps what is below the offset; what is from there on is returned.</summary>
    public RecordRange SplitAt(long offset)
    {
        var rest = new RecordRange(offset, Last);
        rest.Become(this);
        Last = offset - 1;
        return rest;
    }

    public bool FaresLike(RecordRange other) =>
        State == other.State && DeliveryCount == other.DeliveryCount && LockDeadlineMs == other.LockDeadlineMs && MemberId == other.MemberId;
}
