using System.Text.RegularExpressions;
using Weir.Protocol;

namespace Weir.Client.Consuming;

/// <summary>What a consumer reads: the topics asked for, the partitions assigned, and how far each is.</summary>
/// <remarks>Thread model: any thread; everything is guarded by <see cref="Lock"/>, which is innermost but for a chunk's own release.</remarks>
internal sealed class Subscriptions
{
    private readonly Dictionary<TopicPartition, PartitionState> _assigned = [];
    private readonly Queue<PartitionState> _ready = new();

    public Lock Lock { get; } = new();

    /// <summary>Topics subscribed to, by name or because they match the pattern; empty with manual assignment.</summary>
    public IReadOnlyList<string> Topics { get; private set; } = [];

    /// <summary>Null when the topics were named one by one.</summary>
    public Regex? Pattern { get; private set; }

    public IRebalanceListener? Listener { get; private set; }

    public bool IsGroupManaged => Topics.Count > 0 || Pattern is not null;

    /// <summary>Bytes fetched and not yet handed out.</summary>
    public long BufferedBytes { get; private set; }

    public IReadOnlyCollection<TopicPartition> Assigned
    {
        get
        {
            lock (Lock)
            {
                return [.. _assigned.Keys];
            }
        }
    }

    public IReadOnlyCollection<TopicPartition> Paused
    {
        get
        {
            lock (Lock)
            {
                return [.. _assigned.Values.Where(static p => p.IsPaused).Select(static p => p.TopicPartition)];
            }
        }
    }

    /// <summary>Replaces an earlier subscription, by names or by a pattern whose matches are yet to be found.</summary>
    public void Subscribe(IEnumerable<string> topics, Regex? pattern, IRebalanceListener? listener)
    {
        lock (Lock)
        {
            if (!IsGroupManaged && _assigned.Count > 0)
            {
                throw new InvalidOperationException("Partitions are assigned by hand. Call UnsubscribeAsync before Subscribe.");
            }

            Topics = [.. topics.Distinct(StringComparer.Ordinal)];
            Pattern = pattern;
            Listener = listener;
        }
    }

    /// <summary>Takes the topics that match the pattern now.</summary>
    public void SetMatches(IReadOnlyList<string> topics)
    {
        lock (Lock)
        {
            Topics = topics;
        }
    }

    public void Unsubscribe()
    {
        lock (Lock)
        {
            Topics = [];
            Pattern = null;
            Listener = null;
            Remove([.. _assigned.Keys]);
        }
    }

    /// <summary>Makes exactly these the assigned partitions; those kept go on where they are, the others start at their committed offsets.</summary>
    public void AssignByHand(IReadOnlyCollection<TopicPartition> partitions)
    {
        lock (Lock)
        {
            if (IsGroupManaged)
            {
                throw new InvalidOperationException("Topics are subscribed to. Call UnsubscribeAsync before Assign.");
            }

            Remove([.. _assigned.Keys.Where(known => !partitions.Contains(known))]);
            foreach (TopicPartition partition in partitions)
            {
                Add(partition);
            }
        }
    }

    /// <summary>Adds partitions that a group has assigned; their committed offsets are looked up.</summary>
    public void AddAssigned(IEnumerable<TopicPartition> partitions)
    {
        lock (Lock)
        {
            foreach (TopicPartition partition in partitions)
            {
                Add(partition);
            }
        }
    }

    public void RemoveAssigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        lock (Lock)
        {
            Remove(partitions);
        }
    }

    /// <summary>The state of an assigned partition; null when it is not assigned. The lock must be held to look into it.</summary>
    public PartitionState? Find(TopicPartition partition) => _assigned.GetValueOrDefault(partition);

    /// <summary>The states of all assigned partitions. The lock must be held.</summary>
    public Dictionary<TopicPartition, PartitionState>.ValueCollection States => _assigned.Values;

    /// <exception cref="KafkaException">The partition is not assigned.</exception>
    public void Change(TopicPartition partition, Action<PartitionState> change)
    {
        lock (Lock)
        {
            change(Find(partition) ?? throw NotAssigned(partition));
            Recount();
        }
    }

    /// <summary>All partitions when none is named.</summary>
    /// <exception cref="KafkaException">A partition is not assigned.</exception>
    public void Change(IReadOnlyCollection<TopicPartition> partitions, Action<PartitionState> change)
    {
        lock (Lock)
        {
            foreach (TopicPartition partition in partitions.Count > 0 ? partitions : [.. _assigned.Keys])
            {
                change(Find(partition) ?? throw NotAssigned(partition));
            }

            Recount();
        }
    }

    /// <summary>Takes up what was fetched. The lock must be held.</summary>
    public void Enqueue(FetchedChunk chunk)
    {
        chunk.Partition.Chunks.Enqueue(chunk);
        chunk.Partition.BufferedBytes += chunk.Size;
        BufferedBytes += chunk.Size;
        MakeReady(chunk.Partition);
    }

    /// <summary>Lets a partition take part again after a pause. The lock must be held.</summary>
    public void MakeReady(PartitionState state)
    {
        if (!state.IsReady && !state.IsPaused && state.Chunks.Count > 0)
        {
            state.IsReady = true;
            _ready.Enqueue(state);
        }
    }

    /// <summary>The next chunk to hand out, of each partition in turn.</summary>
    public FetchedChunk? TakeChunk()
    {
        lock (Lock)
        {
            while (_ready.TryDequeue(out PartitionState? state))
            {
                state.IsReady = false;
                bool isAssigned = ReferenceEquals(Find(state.TopicPartition), state);
                if (!isAssigned || state.IsPaused || !state.Chunks.TryDequeue(out FetchedChunk? chunk))
                {
                    continue;
                }

                state.BufferedBytes -= chunk.Size;
                BufferedBytes -= chunk.Size;
                MakeReady(state);
                return chunk;
            }

            return null;
        }
    }

    /// <summary>Puts back what is left of a chunk whose partition was paused; drops it when the partition moved on otherwise.</summary>
    public void PutBack(FetchedChunk chunk)
    {
        lock (Lock)
        {
            PartitionState state = chunk.Partition;
            if (!ReferenceEquals(Find(state.TopicPartition), state) || state.FetchVersion != chunk.FetchVersion)
            {
                chunk.Release();
                return;
            }

            chunk.MoveOut();
            FetchedChunk[] later = [.. state.Chunks];
            state.Chunks.Clear();
            state.Chunks.Enqueue(chunk);
            foreach (FetchedChunk next in later)
            {
                state.Chunks.Enqueue(next);
            }

            state.BufferedBytes += chunk.Size;
            BufferedBytes += chunk.Size;
            MakeReady(state);
        }
    }

    /// <summary>Positions of everything handed out so far, ready to be committed.</summary>
    public Dictionary<TopicPartition, OffsetAndMetadata> Positions(IReadOnlyCollection<TopicPartition>? only = null)
    {
        lock (Lock)
        {
            var positions = new Dictionary<TopicPartition, OffsetAndMetadata>();
            foreach (PartitionState state in _assigned.Values)
            {
                if (state.HasPosition && (only is null || only.Contains(state.TopicPartition)))
                {
                    positions[state.TopicPartition] = new OffsetAndMetadata(state.Position, state.PositionEpoch);
                }
            }

            return positions;
        }
    }

    private static KafkaException NotAssigned(TopicPartition partition) => new(
        ErrorCode.UnknownTopicOrPartition, $"Partition {partition} is not assigned to this consumer. Assign it, or wait until the group does.");

    private void Add(TopicPartition partition)
    {
        if (!_assigned.ContainsKey(partition))
        {
            _assigned[partition] = new PartitionState(partition) { NeedsCommitted = true };
        }
    }

    private void Remove(IEnumerable<TopicPartition> partitions)
    {
        foreach (TopicPartition partition in partitions)
        {
            if (_assigned.Remove(partition, out PartitionState? state))
            {
                state.DropChunks();
            }
        }

        Recount();
    }

    private void Recount() => BufferedBytes = _assigned.Values.Sum(static state => state.BufferedBytes);
}
