using Weir.Broker.Groups.Consumer;
using Weir.Protocol.Messages;

namespace Weir.Broker.Share;

/// <summary>The partitions a member of a share group fetches from again and again without naming them each time (KIP-932).</summary>
/// <remarks>Thread model: any thread; everything but the identity is guarded by the lock of the <see cref="ShareSessions"/> it belongs to.</remarks>
internal sealed class ShareSession(string groupId, string memberId)
{
    /// <summary>First epoch of a request that goes on with a session.</summary>
    public const int FirstEpoch = 1;

    private readonly OrderedDictionary<TopicIdPartition, bool> _partitions = [];
    private readonly HashSet<SharePartitionKey> _touched = [];
    private readonly List<TopicIdPartition> _untold = [];

    public string GroupId { get; } = groupId;

    public string MemberId { get; } = memberId;

    /// <summary>Epoch the next request must carry.</summary>
    public int Epoch { get; private set; } = FirstEpoch;

    /// <summary>Partitions in the order they are read.</summary>
    public IEnumerable<TopicIdPartition> Partitions => _partitions.Keys;

    /// <summary>Share partitions the member has, or once had, acquired records of.</summary>
    public IReadOnlySet<SharePartitionKey> Touched => _touched;

    /// <summary>Ends the watch over the connection.</summary>
    public CancellationTokenRegistration Watch { get; set; }

    /// <summary>Goes on to the next epoch; from the largest it goes back to 1.</summary>
    public void AdvanceEpoch() => Epoch = Epoch == int.MaxValue ? FirstEpoch : Epoch + 1;

    /// <summary>Adds what the request names, removes what it forgets.</summary>
    public void Update(ShareFetchRequest request)
    {
        foreach (ShareFetchRequest.FetchTopic topic in request.Topics)
        {
            foreach (ShareFetchRequest.FetchPartition partition in topic.Partitions)
            {
                var added = new TopicIdPartition(topic.TopicId, partition.PartitionIndex);
                if (_partitions.TryAdd(added, true))
                {
                    _untold.Add(added);
                }
            }
        }

        foreach (ShareFetchRequest.ForgottenTopic topic in request.ForgottenTopicsData)
        {
            topic.Partitions.ForEach(partition => Forget(new TopicIdPartition(topic.TopicId, partition)));
        }
    }

    /// <summary>Partitions that no answer has spoken of yet; from now on they are told.</summary>
    public TopicIdPartition[] TakeUntold()
    {
        TopicIdPartition[] untold = [.. _untold];
        _untold.Clear();
        return untold;
    }

    public void Touch(SharePartitionKey key) => _touched.Add(key);

    public void Inherit(ShareSession before) => _touched.UnionWith(before._touched);

    /// <summary>Reads the partition last the next time, so that all get their turn when responses are full.</summary>
    public void MoveLast(TopicIdPartition partition)
    {
        if (_partitions.Remove(partition))
        {
            _partitions.Add(partition, true);
        }
    }

    private void Forget(TopicIdPartition partition)
    {
        _partitions.Remove(partition);
        _untold.Remove(partition);
    }
}
