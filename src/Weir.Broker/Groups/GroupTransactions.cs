using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>
/// Offsets that transactional producers have committed for a group, and whose transactions are open (KIP-98, KIP-447): stored, but visible only
/// after the commit marker, and gone after an abort.
/// </summary>
/// <remarks>Thread model: owned by its <see cref="GroupMachine"/>. Offsets are pending from the append on, so that a marker behind them finds them.</remarks>
internal sealed class GroupTransactions(string groupId, GroupOffsets offsets, IGroupOutbox outbox)
{
    private readonly Dictionary<long, Dictionary<TopicPartition, CommittedOffset>> _pending = [];

    /// <summary>Whether a partition's offset may yet be changed by an open transaction.</summary>
    public bool IsPending(TopicPartition partition)
    {
        foreach (Dictionary<TopicPartition, CommittedOffset> ofProducer in _pending.Values)
        {
            if (ofProducer.ContainsKey(partition))
            {
                return true;
            }
        }

        return false;
    }

    public void Restore(IReadOnlyDictionary<long, Dictionary<TopicPartition, CommittedOffset>> pending)
    {
        foreach ((long producerId, Dictionary<TopicPartition, CommittedOffset> ofProducer) in pending)
        {
            _pending.Add(producerId, ofProducer);
            offsets.Announce(ofProducer);
        }
    }

    /// <summary>Answers NONE when the request was acceptable as a whole; each entry then has an error of its own.</summary>
    public void Commit(GroupProducer producer, GroupCommit commit, IReplyTo<ErrorCode> reply)
    {
        ErrorCode error = offsets.Check(commit);
        List<KeyValuePair<TopicPartition, CommittedOffset>> accepted = error == ErrorCode.None ? offsets.Accept(commit) : [];
        if (accepted.Count == 0)
        {
            outbox.Reply(reply, error);
            return;
        }

        Add(producer.Id, accepted);
        var records = accepted.ConvertAll(a => GroupRecords.Offset(groupId, a.Key, a.Value));
        outbox.Append(new GroupWrite(records, outcome => outbox.Reply(reply, GroupErrors.OfCommit(outcome))) { Producer = producer });
    }

    /// <summary>The marker of the producer's transaction is durable.</summary>
    public void Complete(long producerId, bool isCommit)
    {
        if (_pending.Remove(producerId, out Dictionary<TopicPartition, CommittedOffset>? ofProducer))
        {
            offsets.Settle(ofProducer, isCommit);
        }
    }

    private void Add(long producerId, List<KeyValuePair<TopicPartition, CommittedOffset>> accepted)
    {
        if (!_pending.TryGetValue(producerId, out Dictionary<TopicPartition, CommittedOffset>? ofProducer))
        {
            _pending.Add(producerId, ofProducer = []);
        }

        foreach ((TopicPartition partition, CommittedOffset committed) in accepted)
        {
            if (ofProducer.TryAdd(partition, committed))
            {
                offsets.Announce([new(partition, committed)]);
            }
            else
            {
                ofProducer[partition] = committed;
            }
        }
    }
}
