namespace Weir.Client.Consuming;

/// <summary>What a consumer knows about one partition it reads.</summary>
/// <remarks>
/// Thread model: guarded by the lock of <see cref="Subscriptions"/>, except for <see cref="Position"/> and <see cref="PositionEpoch"/>, which the consuming flow
/// advances without it, and <see cref="Token"/>, which it reads without it.
/// </remarks>
internal sealed class PartitionState(TopicPartition topicPartition)
{
    private long _position = -1;
    private int _token;

    public TopicPartition TopicPartition { get; } = topicPartition;

    /// <summary>Changes whenever fetched records are no longer the ones to hand out next, or must not be handed out now.</summary>
    public int Token => Volatile.Read(ref _token);

    /// <summary>Offset of the next record to hand out; -1 while unknown.</summary>
    public long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }

    /// <summary>Leader epoch of the last record handed out; -1 while unknown (KIP-320).</summary>
    public int PositionEpoch { get; set; } = -1;

    /// <summary>Offset of the next record to fetch.</summary>
    public long FetchOffset { get; set; } = -1;

    /// <summary>Changes when <see cref="FetchOffset"/> jumps: answers to earlier fetches are then of no use.</summary>
    public int FetchVersion { get; set; }

    /// <summary>Leader epoch of the metadata the position was checked against; -1 before.</summary>
    public int CheckedEpoch { get; set; } = -1;

    /// <summary>The committed offset has to be looked up.</summary>
    public bool NeedsCommitted { get; set; }

    /// <summary>What the position has to be looked up by: a time, or an end of the partition as the protocol numbers it.</summary>
    public long? ResetTimestamp { get; set; }

    /// <summary>The position has to be checked against the leader's history before the next fetch.</summary>
    public bool NeedsValidation { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>No fetch before this moment.</summary>
    public long RetryAt { get; set; }

    /// <summary>The follower to fetch from, as the leader advises (KIP-392); -1 for the leader itself.</summary>
    public int ReadReplica { get; set; } = -1;

    /// <summary>When the leader is to be asked for its advice again.</summary>
    public long ReadReplicaUntil { get; set; }

    /// <summary>Highest offset that can be read, as of the last fetch; -1 before.</summary>
    public long HighWatermark { get; set; } = -1;

    public Queue<FetchedChunk> Chunks { get; } = new();

    public long BufferedBytes { get; set; }

    /// <summary>It is in the line of partitions with something to hand out.</summary>
    public bool IsReady { get; set; }

    public bool HasPosition => Position >= 0 && ResetTimestamp is null && !NeedsCommitted;

    public bool IsFetchable => HasPosition && !IsPaused && !NeedsValidation;

    public void Invalidate() => Volatile.Write(ref _token, _token + 1);

    /// <summary>Goes on at an offset; drops what is fetched.</summary>
    public void MoveTo(long offset, int epoch)
    {
        DropChunks();
        NeedsCommitted = false;
        ResetTimestamp = null;
        NeedsValidation = false;
        Position = FetchOffset = offset;
        PositionEpoch = epoch;
    }

    /// <summary>Goes on wherever a look-up finds; drops what is fetched.</summary>
    public void ResetTo(long timestamp)
    {
        DropChunks();
        NeedsCommitted = false;
        NeedsValidation = false;
        ResetTimestamp = timestamp;
    }

    public void DropChunks()
    {
        Invalidate();
        FetchVersion++;
        while (Chunks.TryDequeue(out FetchedChunk? chunk))
        {
            chunk.Release();
        }

        BufferedBytes = 0;
        FetchOffset = Position;
    }
}
