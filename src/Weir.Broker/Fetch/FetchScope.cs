using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>Which partitions a fetch is about, and whether the answer names all of them (KIP-227).</summary>
/// <param name="Session">The session the request belongs to; null without one.</param>
/// <param name="IsIncremental">Answer with what has changed only.</param>
/// <param name="Partitions">In the order they are to be read.</param>
internal readonly record struct FetchScope(FetchSession? Session, bool IsIncremental, FetchPartition[] Partitions)
{
    private const int FinalEpoch = -1;
    private const int InitialEpoch = 0;
    private const short FirstVersionWithTopicIds = 13;
    private const short FirstVersionWithSessions = 7;

    /// <summary>Where the session was made for this request.</summary>
    private FetchSessionCache? MadeIn { get; init; }

    /// <summary>Opens, goes on with or ends the session the request speaks of.</summary>
    /// <returns>None, or the session error to answer with.</returns>
    public static ErrorCode Open(FetchRequest request, short version, FetchSessionCache sessions, out FetchScope scope)
    {
        bool usesTopicIds = version >= FirstVersionWithTopicIds;
        if (version >= FirstVersionWithSessions && request.SessionId != 0 && request.SessionEpoch > InitialEpoch)
        {
            return Resume(request, usesTopicIds, sessions, out scope);
        }

        if (request.SessionId != 0)
        {
            sessions.Remove(request.SessionId);
        }

        bool isWanted = version >= FirstVersionWithSessions && request.SessionEpoch == InitialEpoch;
        scope = isWanted && sessions.TryCreate(usesTopicIds) is { } session
            ? Started(request, session) with { MadeIn = sessions }
            : new FetchScope(null, IsIncremental: false, ToPartitions(request));
        return request.SessionEpoch is < FinalEpoch or > InitialEpoch ? ErrorCode.InvalidFetchSessionEpoch : ErrorCode.None;
    }

    /// <summary>The answer names no partitions: a session made for it would not be known to the client.</summary>
    public void GiveUp()
    {
        if (Session is { } session)
        {
            MadeIn?.Remove(session.Id);
        }
    }

    private static FetchScope Started(FetchRequest request, FetchSession session)
    {
        lock (session.Lock)
        {
            session.Update(request, isNew: true);
            return new FetchScope(session, IsIncremental: false, [.. session.Partitions]);
        }
    }

    private static ErrorCode Resume(FetchRequest request, bool usesTopicIds, FetchSessionCache sessions, out FetchScope scope)
    {
        scope = default;
        ErrorCode error = sessions.TryResume(request.SessionId, request.SessionEpoch, usesTopicIds, out FetchSession? session);
        if (error != ErrorCode.None)
        {
            return error;
        }

        lock (session!.Lock)
        {
            session.Update(request);
            scope = new FetchScope(session, IsIncremental: true, [.. session.Partitions]);
            return ErrorCode.None;
        }
    }

    private static FetchPartition[] ToPartitions(FetchRequest request)
    {
        var partitions = new FetchPartition[request.Topics.Sum(topic => topic.Partitions.Count)];
        int count = 0;
        foreach (FetchRequest.FetchTopic topic in request.Topics)
        {
            foreach (FetchRequest.FetchPartition wanted in topic.Partitions)
            {
                partitions[count] = new FetchPartition(topic.Topic, topic.TopicId, wanted.Partition);
                partitions[count++].Update(wanted);
            }
        }

        return partitions;
    }
}
