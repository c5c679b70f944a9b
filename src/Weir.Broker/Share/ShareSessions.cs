using Weir.Broker.Groups;
using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Share;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Share;

/// <summary>
/// Share sessions by group and member, at most as many as <c>group.share.max.share.sessions</c> (KIP-932). With a session the records end that its member had
/// acquired: they are released.
/// </summary>
/// <remarks>Thread model: any thread; one lock for the table and all sessions, a leaf. Records are released without it.</remarks>
internal sealed class ShareSessions(int capacity, SharePartitions partitions) : IReplyTo<ShareDeparture>
{
    public const int InitialEpoch = 0;
    public const int FinalEpoch = -1;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string GroupId, string MemberId), ShareSession> _sessions = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Opens a session, or goes on with one.</summary>
    /// <param name="request">Not the last one of its session.</param>
    /// <param name="closed">Fires when the connection ends, and the session with it.</param>
    /// <param name="scope">The partitions to fetch from, in the order to do so.</param>
    /// <returns>NONE, SHARE_SESSION_NOT_FOUND, INVALID_SHARE_SESSION_EPOCH or SHARE_SESSION_LIMIT_REACHED.</returns>
    public ErrorCode Open(ShareFetchRequest request, CancellationToken closed, out TopicIdPartition[] scope)
    {
        scope = [];
        ShareSession? session;
        lock (_lock)
        {
            (string, string) key = (request.GroupId!, request.MemberId!);
            if (request.ShareSessionEpoch != InitialEpoch)
            {
                ErrorCode error = Advance(key, request.ShareSessionEpoch, out session);
                if (error == ErrorCode.None)
                {
                    session!.Update(request);
                    scope = [.. session.Partitions];
                }

                return error;
            }

            bool replaces = _sessions.Remove(key, out ShareSession? before);
            if (!replaces && _sessions.Count >= capacity)
            {
                return ErrorCode.ShareSessionLimitReached;
            }

            session = new ShareSession(request.GroupId!, request.MemberId!);
            before?.Watch.Unregister();
            if (before is not null)
            {
                session.Inherit(before);
            }

            session.Update(request);
            scope = [.. session.Partitions];
            _sessions.Add(key, session);
        }

        // Outside the lock: it runs at once when the connection has just ended.
        session.Watch = closed.UnsafeRegister(static state => ((Action)state!)(), () => End(session));
        return ErrorCode.None;
    }

    /// <summary>Checks a ShareAcknowledge request against its session, which goes on to the next epoch.</summary>
    public ErrorCode Acknowledge(string groupId, string memberId, int epoch)
    {
        lock (_lock)
        {
            return epoch == InitialEpoch ? ErrorCode.InvalidShareSessionEpoch
                : epoch == FinalEpoch ? Exists((groupId, memberId))
                : Advance((groupId, memberId), epoch, out _);
        }
    }

    /// <summary>Whether there is such a session.</summary>
    public ErrorCode CheckFinal(string groupId, string memberId)
    {
        lock (_lock)
        {
            return Exists((groupId, memberId));
        }
    }

    /// <summary>Partitions of a session that no answer has spoken of yet; the next one is to.</summary>
    public TopicIdPartition[] TakeUntold(string groupId, string memberId)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue((groupId, memberId), out ShareSession? session) ? session.TakeUntold() : [];
        }
    }

    /// <summary>Remembers where the member has acquired records.</summary>
    /// <returns>False when its session has ended meanwhile: then the records must be released.</returns>
    public bool Touch(SharePartitionKey partition, string memberId)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue((partition.GroupId, memberId), out ShareSession? session))
            {
                return false;
            }

            session.Touch(partition);
            session.MoveLast(new TopicIdPartition(partition.TopicId, partition.Partition));
            return true;
        }
    }

    /// <summary>Ends a member's session, if it has one.</summary>
    /// <returns>Completes when what it had acquired is released.</returns>
    public Task EndAsync(string groupId, string memberId)
    {
        ShareSession? session;
        lock (_lock)
        {
            _sessions.Remove((groupId, memberId), out session);
        }

        session?.Watch.Unregister();
        return session is null ? Task.CompletedTask : ReleaseAsync(session);
    }

    /// <summary>A member has left its group.</summary>
    void IReplyTo<ShareDeparture>.Send(ShareDeparture response) => _ = EndAsync(response.GroupId, response.MemberId);

    private void End(ShareSession session)
    {
        lock (_lock)
        {
            if (!((ICollection<KeyValuePair<(string, string), ShareSession>>)_sessions).Remove(new((session.GroupId, session.MemberId), session)))
            {
                return;
            }
        }

        _ = ReleaseAsync(session);
    }

    private Task ReleaseAsync(ShareSession session)
    {
        SharePartitionKey[] touched;
        lock (_lock)
        {
            touched = [.. session.Touched];
        }

        var releases = new List<Task>(touched.Length);
        foreach (SharePartitionKey key in touched)
        {
            var reply = new TaskReply<ErrorCode>();
            if (partitions.TryGet(key, out SharePartitionCell? cell) && cell.TryRun(machine => machine.Release(session.MemberId, reply)))
            {
                releases.Add(reply.Task);
            }
        }

        return Task.WhenAll(releases);
    }

    private ErrorCode Exists((string, string) key) => _sessions.ContainsKey(key) ? ErrorCode.None : ErrorCode.ShareSessionNotFound;

    private ErrorCode Advance((string, string) key, int epoch, out ShareSession? session)
    {
        if (!_sessions.TryGetValue(key, out session))
        {
            return ErrorCode.ShareSessionNotFound;
        }

        if (session.Epoch != epoch)
        {
            return ErrorCode.InvalidShareSessionEpoch;
        }

        session.AdvanceEpoch();
        return ErrorCode.None;
    }
}
