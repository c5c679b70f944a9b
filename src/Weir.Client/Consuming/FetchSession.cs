using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Consuming;

/// <summary>The client's side of a fetch session (KIP-227): after the first, full request only what has changed is sent.</summary>
/// <remarks>Thread model: owned by one <see cref="BrokerFetcher"/>.</remarks>
internal sealed class FetchSession
{
    private readonly Dictionary<TopicPartition, WantedPartition> _known = [];
    private int _id;
    private int _epoch;

    /// <summary>Starts over with a full request.</summary>
    public void Reset()
    {
        _known.Clear();
        _id = 0;
        _epoch = 0;
    }

    /// <summary>Fills in session, topics and forgotten topics.</summary>
    public void Prepare(FetchRequest request, IReadOnlyList<WantedPartition> wanted)
    {
        request.SessionId = _id;
        request.SessionEpoch = _epoch;
        bool isFull = _epoch == 0;
        if (isFull)
        {
            _known.Clear();
        }

        var topics = new Dictionary<string, FetchRequest.FetchTopic>();
        var gone = new Dictionary<TopicPartition, WantedPartition>(_known);
        foreach (WantedPartition partition in wanted)
        {
            bool isKnown = gone.Remove(partition.TopicPartition, out WantedPartition before);
            bool isSame = isKnown && before.IsSameFor(partition);
            if (isKnown && before.TopicId != partition.TopicId)
            {
                // The topic was created anew: the session must let go of the old one.
                gone[partition.TopicPartition] = before;
            }

            _known[partition.TopicPartition] = partition;
            if (isFull || !isSame)
            {
                Add(topics, partition);
            }
        }

        request.Topics = [.. topics.Values];
        request.ForgottenTopicsData = Forget(gone, wanted);
    }

    /// <summary>Takes up the broker's answer.</summary>
    /// <returns>False when the session is over and a full request has to follow.</returns>
    public bool Accept(ErrorCode error, int sessionId)
    {
        if (error != ErrorCode.None || sessionId == 0)
        {
            Reset();
            return error == ErrorCode.None;
        }

        _id = sessionId;
        _epoch = _epoch == int.MaxValue ? 1 : _epoch + 1;
        return true;
    }

    private static void Add(Dictionary<string, FetchRequest.FetchTopic> topics, in WantedPartition partition)
    {
        if (!topics.TryGetValue(partition.TopicPartition.Topic, out FetchRequest.FetchTopic? topic))
        {
            topic = new FetchRequest.FetchTopic { Topic = partition.TopicPartition.Topic, TopicId = partition.TopicId };
            topics[partition.TopicPartition.Topic] = topic;
        }

        topic.Partitions.Add(new FetchRequest.FetchPartition
        {
            Partition = partition.TopicPartition.Partition,
            CurrentLeaderEpoch = partition.LeaderEpoch,
            FetchOffset = partition.FetchOffset,
            PartitionMaxBytes = partition.MaxBytes,
        });
    }

    private List<FetchRequest.ForgottenTopic> Forget(Dictionary<TopicPartition, WantedPartition> gone, IReadOnlyList<WantedPartition> wanted)
    {
        var forgotten = new Dictionary<(string, Guid), FetchRequest.ForgottenTopic>();
        HashSet<TopicPartition>? kept = gone.Count > 0 ? [.. wanted.Select(static w => w.TopicPartition)] : null;
        foreach ((TopicPartition partition, WantedPartition before) in gone)
        {
            if (!kept!.Contains(partition))
            {
                _known.Remove(partition);
            }

            if (!forgotten.TryGetValue((partition.Topic, before.TopicId), out FetchRequest.ForgottenTopic? topic))
            {
                topic = new FetchRequest.ForgottenTopic { Topic = partition.Topic, TopicId = before.TopicId };
                forgotten[(partition.Topic, before.TopicId)] = topic;
            }

            topic.Partitions.Add(partition.Partition);
        }

        return [.. forgotten.Values];
    }
}
