using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>One partition as a consumer asks for it, and, in a session, what it was last told about it (KIP-227).</summary>
/// <remarks>Thread model: owned by one request, or guarded by the lock of its <see cref="FetchSession"/>.</remarks>
internal sealed class FetchPartition(string topicName, Guid topicId, int index)
{
    private const long Unknown = -1;

    private long _toldHighWatermark = Unknown;
    private long _toldLogStart = Unknown;

    /// <summary>Empty when the request goes by topic ids.</summary>
    public string TopicName { get; } = topicName;

    /// <summary>All zeros when the request goes by names.</summary>
    public Guid TopicId { get; } = topicId;

    public int Index { get; } = index;

    /// <summary>Whether the topic id was once one of a topic. In a session that is remembered: the topic is then unknown, not its id, as in Kafka.</summary>
    public bool WasResolved { get; set; }

    public FetchPartitionKey Key => new(TopicName, TopicId, Index);

    public long Offset { get; private set; }

    public int MaxBytes { get; private set; }

    /// <summary>-1 is "do not check" (KIP-320).</summary>
    public int CurrentLeaderEpoch { get; private set; } = -1;

    /// <summary>-1 is "do not check" (KIP-595).</summary>
    public int LastFetchedEpoch { get; private set; } = -1;

    public void Update(FetchRequest.FetchPartition wanted)
    {
        Offset = wanted.FetchOffset;
        MaxBytes = wanted.PartitionMaxBytes;
        CurrentLeaderEpoch = wanted.CurrentLeaderEpoch;
        LastFetchedEpoch = wanted.LastFetchedEpoch;
    }

    /// <summary>Whether an incremental response must mention the partition; remembers what it says.</summary>
    public bool MustMention(FetchResponse.PartitionData data)
    {
        bool changed = data.Records is { Length: > 0 }
            || data.ErrorCode != ErrorCode.None
            || data.HighWatermark != _toldHighWatermark
            || data.LogStartOffset != _toldLogStart
            || data.DivergingEpoch.Epoch >= 0;
        // After an error the next response speaks of the partition again, whatever it says.
        _toldHighWatermark = data.ErrorCode == ErrorCode.None ? data.HighWatermark : Unknown;
        _toldLogStart = data.LogStartOffset;
        return changed;
    }
}
