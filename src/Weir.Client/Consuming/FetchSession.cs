using System.Runtime.InteropServices;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Consuming;

/// <summary>The client's side of a fetch session (KIP-227): after the first, full request only what has changed is sent.</summary>
/// <remarks>Thread model: owned by one <see cref="BrokerFetcher"/>.</remarks>
internal sealed class FetchSession
{
    // What the broker knows. Whatever the last request did not want is left behind with the number of an older one.
    private readonly Dictionary<TopicPartition, (WantedPartition Wanted, int Request)> _known = [];
    private int _request;
    private int _id;
    private int _epoch;

    /// <summary>Starts over with a full request.</summary>
    public void Reset()
    {
        _id = 0;
        _epoch = 0;
    }

    /// <summary>Fills in session, topics and forgotten topics.</summary>
    public void Prepare(FetchRequest request, IReadOnlyList<WantedPartition> wanted)
    {
        request.SessionId = _id;
        request.SessionEpoch = _epoch;
        _request++;
        if (_epoch == 0)
        {
            _known.Clear();
        }

        Dictionary<string, FetchRequest.FetchTopic> topics = new(StringComparer.Ordinal);
        Dictionary<(string, Guid), FetchRequest.ForgottenTopic> forgotten = [];
        foreach (WantedPartition partition in wanted)
        {
            ref (WantedPartition Wanted, int Request) known =
                ref CollectionsMarshal.GetValueRefOrAddDefault(_known, partition.TopicPartition, out bool isKnown);
            if (!isKnown || !known.Wanted.IsSameFor(partition))
            {
                Add(topics, partition);
            }

            if (isKnown && known.Wanted.TopicId != partition.TopicId)
            {
                // The topic was created anew: the session must let go of the old one.
                Forget(forgotten, known.Wanted);
            }

            known = (partition, _request);
        }

        if (_known.Count > wanted.Count)
        {
            ForgetUnwanted(forgotten);
        }

        request.Topics = [.. topics.Values];
        request.ForgottenTopicsData = [.. forgotten.Values];
    }

    /// <summary>What the last request asked of a partition.</summary>
    public bool TryFind(TopicPartition partition, out WantedPartition wanted)
    {
        bool isFound = _known.TryGetValue(partition, out (WantedPartition Wanted, int Request) known);
        wanted = known.Wanted;
        return isFound;
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

    private static void Forget(Dictionary<(string Topic, Guid Id), FetchRequest.ForgottenTopic> forgotten, in WantedPartition partition)
    {
        if (!forgotten.TryGetValue((partition.TopicPartition.Topic, partition.TopicId), out FetchRequest.ForgottenTopic? topic))
        {
            topic = new FetchRequest.ForgottenTopic { Topic = partition.TopicPartition.Topic, TopicId = partition.TopicId };
            forgotten[(partition.TopicPartition.Topic, partition.TopicId)] = topic;
        }

        topic.Partitions.Add(partition.TopicPartition.Partition);
    }

    private void ForgetUnwanted(Dictionary<(string Topic, Guid Id), FetchRequest.ForgottenTopic> forgotten)
    {
        foreach ((TopicPartition partition, (WantedPartition wanted, int request)) in _known)
        {
            if (request != _request)
            {
                Forget(forgotten, wanted);
                _known.Remove(partition); // Allowed while enumerating.
            }
        }
    }
}
