using System.Security.Cryptography;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Fetch sessions by id, at most as many as <c>max.incremental.fetch.session.cache.slots</c> (KIP-227).</summary>
/// <remarks>
/// Thread model: any thread; one lock for the table. Lock order: this lock is never held together with that of a session. When the
/// table is full, a session unused for two minutes makes room; without one the client is served without a session.
/// </remarks>
internal sealed class FetchSessionCache(int capacity, TimeProvider time)
{
    private static readonly TimeSpan EvictAfter = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, FetchSession> _sessions = [];

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

    /// <returns>Null when there is no room.</returns>
    public FetchSession? TryCreate(bool usesTopicIds)
    {
        lock (_lock)
        {
            if (_sessions.Count >= capacity && !TryEvict())
            {
                return null;
            }

            int id;
            do
            {
                id = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            }
            while (_sessions.ContainsKey(id));

            var session = new FetchSession(id, usesTopicIds, time.GetTimestamp());
            _sessions.Add(id, session);
            return session;
        }
    }

    /// <summary>The session an incremental request goes on with.</summary>
    /// <returns>None, FetchSessionIdNotFound, FetchSessionTopicIdError or InvalidFetchSessionEpoch.</returns>
    public ErrorCode TryResume(int id, int epoch, bool usesTopicIds, out FetchSession? session)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(id, out session))
            {
                return ErrorCode.FetchSessionIdNotFound;
            }

            session.LastUsed = time.GetTimestamp();
        }

        lock (session.Lock)
        {
            if (session.Epoch != epoch)
            {
                return ErrorCode.InvalidFetchSessionEpoch;
            }

            if (session.UsesTopicIds != usesTopicIds)
            {
                return ErrorCode.FetchSessionTopicIdError;
            }

            session.AdvanceEpoch();
            return ErrorCode.None;
        }
    }

    public void Remove(int id)
    {
        lock (_lock)
        {
            _sessions.Remove(id);
        }
    }

    private bool TryEvict()
    {
        FetchSession? oldest = _sessions.Values.MinBy(session => session.LastUsed);
        return oldest is not null && time.GetElapsedTime(oldest.LastUsed) > EvictAfter && _sessions.Remove(oldest.Id);
    }
}
