namespace Weir.Broker.Groups.Consumer;

/// <summary>Watches over the sessions of members and over what they were asked to do.</summary>
/// <remarks>Thread model: owned by its <see cref="ConsumerMachine"/>. Time passes only through <see cref="TakeExpired"/>.</remarks>
internal sealed class ConsumerTimers(ConsumerGroup group, ConsumerOptions options, GroupClock clock)
{
    /// <summary>At or before the uptime at which something expires. Renewed sessions do not move it, so it may be early.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    public void RenewSession(ConsumerMember member) =>
        member.SessionDeadlineMs = Deadline(member.Classic?.SessionTimeoutMs ?? options.SessionTimeoutOf(group.Id));

    /// <summary>Gives a member its rebalance timeout to do what it was asked for, unless the time runs already.</summary>
    public void StartRebalance(ConsumerMember member)
    {
        if (member.RebalanceDeadlineMs == long.MaxValue)
        {
            RestartRebalance(member);
        }
    }

    public void RestartRebalance(ConsumerMember member) => member.RebalanceDeadlineMs = Deadline(Math.Max(0, member.RebalanceTimeoutMs));

    public static void EndRebalance(ConsumerMember member) => member.RebalanceDeadlineMs = long.MaxValue;

    /// <summary>The members whose time is up; the caller removes them.</summary>
    public List<ConsumerMember> TakeExpired()
    {
        long now = clock.UptimeMs;
        List<ConsumerMember> expired = [.. group.Members.Where(m => Math.Min(m.SessionDeadlineMs, m.RebalanceDeadlineMs) <= now)];
        NextDeadlineMs = group.Members.Except(expired).Select(m => Math.Min(m.SessionDeadlineMs, m.RebalanceDeadlineMs)).DefaultIfEmpty(long.MaxValue).Min();
        return expired;
    }

    /// <summary>Gives the members of a group read back from the log, or taken over from the classic protocol, all the time there is.</summary>
    public void Restore()
    {
        foreach (ConsumerMember member in group.Members)
        {
            RenewSession(member);
            if (member.State == ConsumerMemberState.UnrevokedPartitions)
            {
                StartRebalance(member);
            }
        }
    }

    private long Deadline(int delayMs)
    {
        long deadline = clock.UptimeMs + delayMs;
        NextDeadlineMs = Math.Min(NextDeadlineMs, deadline);
        return deadline;
    }
}
