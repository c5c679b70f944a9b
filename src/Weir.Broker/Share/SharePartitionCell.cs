using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>Owns one share partition, and knows who waits for it.</summary>
/// <remarks>
/// Thread model: that of <see cref="MachineCell{TMachine}"/>; the log is <c>__share_group_state</c>. Records are read from the topic's log under the lock, so that
/// they are acquired as they were read. Waiters have a lock of their own, a leaf, and are called without any.
/// </remarks>
internal sealed class SharePartitionCell : MachineCell<SharePartitionMachine>, IReplyTo<SharePartitionCell>
{
    private const long None = -1;

    private readonly ShareStateLog _log;
    private readonly Lock _waiting = new();
    private readonly List<IShareWaiter> _waiters = [];
    private long _nextOffset = None;
    private volatile bool _isInitialized;

    public SharePartitionCell(SharePartitionKey key, ISharePartitionSettings settings, GroupClock clock, ShareStateLog log, ILogger logger)
        : base(clock, logger)
    {
        _log = log;
        Machine = new SharePartitionMachine(key, settings, clock, this);
    }

    public SharePartitionKey Key => Machine.Key;

    /// <summary>Where the next record lies that can be delivered, as of the last event; null when there is none before others are done.</summary>
    public long? NextOffset => Interlocked.Read(ref _nextOffset) is >= 0 and var offset ? offset : null;

    /// <summary>Whether it has been given a start, as of the last event.</summary>
    public bool IsInitialized => _isInitialized;

    protected override SharePartitionMachine Machine { get; }

    protected override string Name => $"share partition {Key}";

    /// <summary>Has the waiter told of every change from now on, until <see cref="RemoveWaiter"/>.</summary>
    public void AddWaiter(IShareWaiter waiter)
    {
        lock (_waiting)
        {
            _waiters.Add(waiter);
        }
    }

    /// <summary>A call that is under way may still arrive.</summary>
    public void RemoveWaiter(IShareWaiter waiter)
    {
        lock (_waiting)
        {
            _waiters.Remove(waiter);
        }
    }

    protected override void Append(GroupWrite write, Action<ErrorCode> done) => _log.Append(Key, write, done);

    protected override void OnSettled()
    {
        _isInitialized = Machine.IsInitialized;
        long next = Machine.NextOffset ?? None;
        if (Interlocked.Exchange(ref _nextOffset, next) != next && next != None)
        {
            ((IGroupOutbox)this).Reply(this, this);
        }
    }

    void IReplyTo<SharePartitionCell>.Send(SharePartitionCell response)
    {
        IShareWaiter[] waiters;
        lock (_waiting)
        {
            waiters = [.. _waiters];
        }

        foreach (IShareWaiter waiter in waiters)
        {
            waiter.OnShareChanged(this);
        }
    }
}
