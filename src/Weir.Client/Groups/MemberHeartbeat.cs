using Weir.Client.Consuming;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Protocol;

namespace Weir.Client.Groups;

/// <summary>Sends the heartbeats of a group whose coordinator assigns (KIP-848, KIP-932): joins, keeps the session, tells what has changed, and takes what is assigned.</summary>
/// <remarks>
/// Thread model: one background loop sends; the consuming flow says what is to be told, under the lock. Partitions are given up and taken by the
/// consuming flow; the loop only publishes <see cref="Assignment"/> and changes the <see cref="GroupSession"/>.
/// </remarks>
internal sealed class MemberHeartbeat(
    ClusterClient cluster, IHeartbeatProtocol protocol, Coordinator coordinator, GroupSession session, PollClock polls, Action onChange) : IAsyncDisposable
{
    private static readonly TimeSpan IntervalUntilTold = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly AsyncSignal _poke = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _sending = new(1);
    private TimeSpan _interval = IntervalUntilTold;
    private IReadOnlyList<string> _topics = [];
    private IReadOnlyCollection<TopicIdPartition> _owned = [];
    private IReadOnlyCollection<TopicIdPartition>? _assignment;
    private string _memberId = "";
    private bool _tellsAll = true;
    private bool _tellsTopics;
    private bool _tellsOwned;
    private bool _isSuspended = true;
    private Task? _loop;

    /// <summary>What the broker last assigned; null before it has, and after a loss.</summary>
    public IReadOnlyCollection<TopicIdPartition>? Assignment
    {
        get
        {
            lock (_lock)
            {
                return _assignment;
            }
        }
    }

    public void Subscribe(IReadOnlyList<string> topics)
    {
        lock (_lock)
        {
            _topics = topics;
            _tellsTopics = true;
        }

        _poke.Set();
    }

    /// <summary>Tells the broker, at once, what is owned now: it waits for partitions that were to be given up.</summary>
    public void TellOwned(IReadOnlyCollection<TopicIdPartition> owned)
    {
        lock (_lock)
        {
            _owned = owned;
            _tellsOwned = true;
        }

        _poke.Set();
    }

    /// <summary>Lets heartbeats go out; the first call starts the loop.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            if (!_isSuspended)
            {
                return;
            }

            _isSuspended = false;
            _loop ??= Task.Run(LoopAsync);
        }

        _poke.Set();
    }

    public void Suspend()
    {
        lock (_lock)
        {
            _isSuspended = true;
        }
    }

    /// <summary>The next heartbeat joins as a new member that owns nothing.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _owned = [];
            _assignment = null;
            _memberId = "";
            _tellsAll = true;
        }
    }

    /// <summary>Says good-bye; a static member says that it will be back. Failures are only logged.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SendLeaveAsync(session.Identity, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(false);
        }

        _stopping.Dispose();
        _sending.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            TimeSpan pause = TimeSpan.Zero;
            while (true)
            {
                await PauseAsync(pause).ConfigureAwait(false);
                await _sending.WaitAsync(_stopping.Token).ConfigureAwait(false);
                try
                {
                    pause = await BeatAsync().ConfigureAwait(false);
                }
                finally
                {
                    _sending.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>Waits for the interval to pass, or for something to tell.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        if (pause <= TimeSpan.Zero)
        {
            _poke.Clear(); // what there is to tell is told now
            return;
        }

        using var interval = new CancellationTokenSource(pause, cluster.Time); // its own timer may fire while it is disposed, one that calls Cancel may not
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interval.Token, _stopping.Token);
        try
        {
            await _poke.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // The interval is over.
        }
    }

    /// <returns>How long to wait before the next.</returns>
    private async Task<TimeSpan> BeatAsync()
    {
        GroupIdentity self = session.Identity;
        if (self.IsMember && polls.IsLate())
        {
            Log.PollTooLate(cluster.Logger, coordinator.GroupId, polls.MaxInterval.TotalMilliseconds);
            await SendLeaveAsync(self, _stopping.Token).ConfigureAwait(false);
            Lose(self, "max.poll.interval.ms is over");
            return _interval;
        }

        if (NextMessage(self) is not { } message)
        {
            return _interval;
        }

        try
        {
            HeartbeatAnswer answer = await protocol.AskAsync(message, _stopping.Token).ConfigureAwait(false);
            return Handle(self, answer);
        }
        catch (KafkaException e) when (e.ErrorCode == ErrorCode.UnsupportedVersion)
        {
            Fail(self, Errors.ToException(e.ErrorCode, $"Joining group '{coordinator.GroupId}'", protocol.RemedyIfUnknown));
            return _interval;
        }
        catch (KafkaException e)
        {
            Log.HeartbeatFailed(cluster.Logger, coordinator.GroupId, e.Message);
            TellAll();
            return cluster.RetryBackoff.First;
        }
    }

    /// <summary>What there is to say; null while nothing may be said.</summary>
    private HeartbeatMessage? NextMessage(GroupIdentity self)
    {
        lock (_lock)
        {
            // Whoever has lost its membership joins anew only when it has given up what it owned.
            if (_isSuspended || (!self.IsMember && _owned.Count > 0))
            {
                return null;
            }

            if (_memberId.Length == 0)
            {
                _memberId = Guid.NewGuid().ToString();
            }

            bool all = _tellsAll || !self.IsMember;
            var message = new HeartbeatMessage(
                _memberId,
                self.IsMember ? self.Generation : 0,
                all,
                all || _tellsTopics ? [.. _topics.Order(StringComparer.Ordinal)] : null,
                all || _tellsOwned ? _owned : null);
            _tellsAll = _tellsTopics = _tellsOwned = false;
            return message;
        }
    }

    private TimeSpan Handle(GroupIdentity self, HeartbeatAnswer answer)
    {
        switch (answer.ErrorCode)
        {
            case ErrorCode.None:
                Take(answer);
                break;
            case ErrorCode.FencedMemberEpoch or ErrorCode.UnknownMemberId or ErrorCode.GroupIdNotFound when self.IsMember:
                Lose(self, answer.ErrorCode.ToString());
                break;
            case ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator:
                coordinator.Forget();
                TellAll();
                return cluster.RetryBackoff.First;
            case ErrorCode.CoordinatorLoadInProgress:
                TellAll();
                return cluster.RetryBackoff.First;
            default:
                Fail(self, Errors.ToException(answer.ErrorCode, $"The heartbeat to group '{coordinator.GroupId}'", answer.ErrorMessage));
                break;
        }

        return _interval;
    }

    private void Take(HeartbeatAnswer answer)
    {
        lock (_lock)
        {
            if (_isSuspended)
            {
                // Leaving: what comes now is not taken any more.
                return;
            }

            string memberId = answer.MemberId ?? _memberId;
            if (session.Identity is var known && (known.Generation != answer.MemberEpoch || known.MemberId != memberId))
            {
                session.BeginJoin();
                session.Joined(memberId, answer.MemberEpoch);
                Log.Joined(cluster.Logger, coordinator.GroupId, memberId, answer.MemberEpoch, "the broker's assignor", _owned.Count);
            }

            _interval = TimeSpan.FromMilliseconds(Math.Max(1, answer.IntervalMs));
            if (answer.Assignment is not { } assignment)
            {
                return;
            }

            _assignment = assignment;
        }

        onChange();
    }

    private void Lose(GroupIdentity self, string reason)
    {
        Suspend();
        session.Lose(self, reason);
        onChange();
    }

    private void Fail(GroupIdentity self, KafkaException fatal)
    {
        Suspend();
        session.Lose(self, fatal.ErrorCode.ToString());
        session.Fail(fatal);
        onChange();
    }

    private void TellAll()
    {
        lock (_lock)
        {
            _tellsAll = true;
        }
    }

    private async Task SendLeaveAsync(GroupIdentity self, CancellationToken cancellationToken)
    {
        if (!self.IsMember)
        {
            return;
        }

        try
        {
            HeartbeatAnswer answer = await protocol.AskAsync(new HeartbeatMessage(self.MemberId, protocol.LeaveEpoch, IsFull: false), cancellationToken).ConfigureAwait(false);
            if (answer.ErrorCode != ErrorCode.None)
            {
                Log.LeaveFailed(cluster.Logger, self.GroupId, answer.ErrorCode.ToString());
            }
        }
        catch (KafkaException e)
        {
            Log.LeaveFailed(cluster.Logger, self.GroupId, e.Message);
        }
    }
}
