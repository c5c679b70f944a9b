using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

/// <summary>The markers of one transaction on their way to the disk.</summary>
/// <remarks>
/// Thread model: partitions are added by the thread that appends the markers; flushes are reported by the committer's thread. The last of them
/// posts the completion, which tells the groups before it tells the transaction.
/// </remarks>
internal sealed class MarkerWait(MarkerBatch markers, GroupCoordinator groups, CompletionQueue completions, Action<ErrorCode> done) : IFlushWaiter, ICompletion
{
    private readonly List<(PartitionLog Log, long Offset)> _pending = [];
    private readonly List<int> _offsetsPartitions = [];
    private int _error;
    private int _remaining;

    /// <summary>A partition whose marker has been appended, or could not be.</summary>
    public void Add(TopicPartition partition, PartitionLog log, AppendOutcome outcome)
    {
        if (outcome.Error != ErrorCode.None)
        {
            _error = (int)outcome.Error;
            return;
        }

        AddDecided(partition);
        if (!log.IsFlushed(outcome.NextOffset))
        {
            _pending.Add((log, outcome.NextOffset));
        }
    }

    /// <summary>A partition whose marker has been durable since before.</summary>
    public void AddDecided(TopicPartition partition)
    {
        if (partition.Topic == Topic.OffsetsTopicName)
        {
            _offsetsPartitions.Add(partition.Partition);
        }
    }

    /// <summary>All partitions have been added: completes when the last marker is durable, perhaps before this returns.</summary>
    public void Start()
    {
        if (_pending.Count == 0)
        {
            Complete();
            return;
        }

        _remaining = _pending.Count;
        foreach ((PartitionLog log, long offset) in _pending)
        {
            log.WhenFlushed(offset, this);
        }
    }

    void IFlushWaiter.OnFlushed(PartitionLog log, long offset, ErrorCode error)
    {
        // A partition that was deleted meanwhile needs no marker.
        if (error is not (ErrorCode.None or ErrorCode.UnknownTopicOrPartition))
        {
            Volatile.Write(ref _error, (int)error);
        }

        if (Interlocked.Decrement(ref _remaining) == 0)
        {
            completions.Post(this);
        }
    }

    public void Complete()
    {
        var error = (ErrorCode)Volatile.Read(ref _error);
        if (error == ErrorCode.None)
        {
            foreach (int partition in _offsetsPartitions)
            {
                groups.CompleteTransaction(partition, markers.ProducerId, markers.IsCommit);
            }
        }

        done(error);
    }
}
