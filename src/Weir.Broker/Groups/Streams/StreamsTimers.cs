namespace Weir.Broker.Groups.Streams;

/// <summary>Watches over the sessions of members, over what they were asked to do, and over the delay of a new group's first assignment.</summary>
/// <remarks>Thread model: owned by its <see cref="StreamsMachine"/>. Time passes only through <see cref="TakeExpired"/>.</remarks>
internal sealed class StreamsTimers(StreamsGroup group, StreamsOptions options, GroupClock clock)
{
    private long _delayDeadlineMs = long.MaxValue;

    /// <summary>At or before the uptime at which something is due. Renewed sessions do not move it, so it may be early.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>Whether the group waits for more members before it assigns anything.</summary>
    public bool IsDelayed => _delayDeadlineMs != long.MaxValue;

    public void RenewSession(StreamsMember member) => member.SessionDeadlineMs = Deadline(options.SessionTimeoutOf(group.Id));

    /// <summary>Gives a member its rebalance timeout to give up what it was asked for, unless the time runs already or nothing was asked for.</summary>
    public void WatchRevocation(StreamsMember member)
    {
        if (member.State != StreamsMemberState.UnrevokedTasks)
        {
            member.RebalanceDeadlineMs = long.MaxValue;
        }
        else if (member.RebalanceDeadlineMs == long.MaxValue)
        {
            member.RebalanceDeadlineMs = Deadline(Math.Max(0, member.Metadata.RebalanceTimeoutMs));
        }
    }

    /// <summary>Begins the delay of an empty group's first assignment, if there is to be one.</summary>
    public void StartDelay()
    {
        int delayMs = options.InitialRebalanceDelayOf(group.Id);
        if (delayMs > 0)
        {
            _delayDeadlineMs = Deadline(delayMs);
        }
    }

    public void EndDelay() => _delayDeadlineMs = long.MaxValue;

    /// <summary>Looks at the time.</summary>
    /// <param name="isDelayOver">Whether the delay has just ended.</param>
    /// <returns>The members whose time is up; the caller removes them.</returns>
    public List<StreamsMember> TakeExpired(out bool isDelayOver)
    {
        long now = clock.UptimeMs;
        isDelayOver = _delayDeadlineMs <= now;
        if (isDelayOver)
        {
            EndDelay();
        }

        List<StreamsMember> expired = [.. group.Members.Where(member => DeadlineOf(member) <= now)];
        NextDeadlineMs = group.Members.Except(expired).Select(DeadlineOf).Append(_delayDeadlineMs).Min();
        return expired;
    }

    /// <summary>Gives the members of a group read back from the log all the time there is.</summary>
    public void Restore()
    {
        foreach (StreamsMember member in group.Members)
        {
            RenewSession(member);
            WatchRevocation(member);
        }
    }

    private static long DeadlineOf(StreamsMember member) => Math.Min(member.SessionDeadlineMs, member.RebalanceDeadlineMs);

    private long Deadline(int delayMs)
    {
        long deadline = clock.UptimeMs + delayMs;
        NextDeadlineMs = Math.Min(NextDeadlineMs, deadline);
        return deadline;
    }
}
