namespace Weir.Client.Sharing;

/// <summary>What a consumer has acquired of one partition from one broker, within one share session.</summary>
/// <remarks>Thread model: guarded by the lock of the <see cref="ShareLedger"/>, but for <see cref="IsLost"/>, which may be read without.</remarks>
internal sealed class ShareHolding(TopicPartition partition, Guid topicId, BrokerShareFetcher source)
{
    private volatile bool _isLost;

    public TopicPartition TopicPartition { get; } = partition;

    public Groups.TopicIdPartition Id { get; } = new(topicId, partition.Partition);

    /// <summary>Acknowledgements go where the records came from.</summary>
    public BrokerShareFetcher Source { get; } = source;

    /// <summary>The broker has released, or will release, what was acquired.</summary>
    public bool IsLost => _isLost;

    /// <summary>Records the program has and has to acknowledge, with the moments at which their locks run out.</summary>
    public Dictionary<long, long> InHand { get; } = [];

    /// <summary>Records in hand whose locks are to begin anew.</summary>
    public SortedSet<long> Renewals { get; } = [];

    /// <summary>What is to be told to the broker.</summary>
    public AcknowledgedRanges Pending { get; private set; } = new();

    public bool HasNews => Pending.Count + Renewals.Count > 0;

    public void MarkLost() => _isLost = true;

    /// <summary>Takes out what is to be told.</summary>
    public AcknowledgedRanges TakeNews()
    {
        AcknowledgedRanges news = Pending;
        Pending = new AcknowledgedRanges();
        foreach (long offset in Renewals)
        {
            news.Add(offset, offset, (sbyte)AcknowledgeType.Renew);
        }

        Renewals.Clear();
        return news;
    }
}
