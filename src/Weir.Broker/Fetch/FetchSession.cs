using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>The partitions a consumer fetches again and again without naming them each time (KIP-227).</summary>
/// <remarks>Thread model: any thread; everything but the identity is guarded by <see cref="Lock"/>.</remarks>
internal sealed class FetchSession(int id, bool usesTopicIds, long createdAt)
{
    /// <summary>First epoch of an incremental request.</summary>
    public const int FirstEpoch = 1;

    private readonly Dictionary<FetchPartitionKey, LinkedListNode<FetchPartition>> _byKey = [];
    private readonly LinkedList<FetchPartition> _inOrder = new();

    public Lock Lock { get; } = new();

    public int Id { get; } = id;

    public bool UsesTopicIds { get; } = usesTopicIds;

    /// <summary>Epoch the next request must carry.</summary>
    public int Epoch { get; private set; } = FirstEpoch;

    /// <summary>Timestamp of the last use.</summary>
    public long LastUsed { get; set; } = createdAt;

    /// <summary>Partitions in the order they are read: what has just been read comes last.</summary>
    public IEnumerable<FetchPartition> Partitions => _inOrder;

    public int Count => _inOrder.Count;

    /// <summary>The epoch after <paramref name="epoch"/>; from the largest it goes back to 1.</summary>
    public static int NextEpoch(int epoch) => epoch == int.MaxValue ? FirstEpoch : epoch + 1;

    public void AdvanceEpoch() => Epoch = NextEpoch(Epoch);

    /// <summary>Adds and changes what the request names, removes what it forgets. A new session has nothing to forget: what its request names stays.</summary>
    public void Update(FetchRequest request, bool isNew = false)
    {
        foreach (FetchRequest.FetchTopic topic in request.Topics)
        {
            foreach (FetchRequest.FetchPartition wanted in topic.Partitions)
            {
                var key = new FetchPartitionKey(topic.Topic, topic.TopicId, wanted.Partition);
                if (!_byKey.TryGetValue(key, out LinkedListNode<FetchPartition>? node))
                {
                    node = _inOrder.AddLast(new FetchPartition(key.TopicName, key.TopicId, key.Index));
                    _byKey.Add(key, node);
                }

                node.Value.Update(wanted);
            }
        }

        foreach (FetchRequest.ForgottenTopic topic in isNew ? [] : request.ForgottenTopicsData)
        {
            foreach (int index in topic.Partitions)
            {
                if (_byKey.Remove(new FetchPartitionKey(topic.Topic, topic.TopicId, index), out LinkedListNode<FetchPartition>? node))
                {
                    _inOrder.Remove(node);
                }
            }
        }
    }

    /// <summary>Reads the partition last the next time, so that all get their turn when responses are full.</summary>
    public void MoveLast(FetchPartition partition)
    {
        if (_byKey.TryGetValue(partition.Key, out LinkedListNode<FetchPartition>? node))
        {
            _inOrder.Remove(node);
            _inOrder.AddLast(node);
        }
    }
}
