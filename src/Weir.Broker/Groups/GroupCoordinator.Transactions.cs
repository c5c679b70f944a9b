using Weir.Protocol;

namespace Weir.Broker.Groups;

internal sealed partial class GroupCoordinator
{
    // Groups with offsets of open transactions, by producer id: a marker names the producer, not the groups.
    private readonly Lock _openTransactions = new();
    private readonly Dictionary<long, HashSet<string>> _groupsByProducer = [];

    /// <summary>Commits offsets as part of a transaction: stored, and visible once the transaction is committed.</summary>
    /// <param name="groupId">A commit without generation makes a simple group if there is none.</param>
    /// <param name="producer">Whose transaction it is; the caller has checked that it is open.</param>
    /// <param name="commit">Its entries get their errors before the reply.</param>
    /// <param name="reply">ILLEGAL_GENERATION for a generation of a group that does not exist.</param>
    public void CommitTransactional(string groupId, GroupProducer producer, GroupCommit commit, IReplyTo<ErrorCode> reply)
    {
        Remember(producer.Id, groupId);
        if (commit.Generation < 0)
        {
            Run(groupId, machine => machine.CommitTransactional(producer, commit, reply));
        }
        else if (!TryRun(groupId, machine => machine.CommitTransactional(producer, commit, reply)))
        {
            reply.Send(ErrorCode.IllegalGeneration);
        }
    }

    /// <summary>The marker of a transaction is durable in a partition of the offsets topic.</summary>
    public void CompleteTransaction(int offsetsPartition, long producerId, bool isCommit)
    {
        foreach (string groupId in Forget(offsetsPartition, producerId))
        {
            TryRun(groupId, machine => machine.CompleteTransaction(producerId, isCommit));
        }
    }

    private void Remember(long producerId, string groupId)
    {
        lock (_openTransactions)
        {
            if (!_groupsByProducer.TryGetValue(producerId, out HashSet<string>? groups))
            {
                _groupsByProducer.Add(producerId, groups = new HashSet<string>(StringComparer.Ordinal));
            }

            groups.Add(groupId);
        }
    }

    private List<string> Forget(int offsetsPartition, long producerId)
    {
        lock (_openTransactions)
        {
            if (!_groupsByProducer.TryGetValue(producerId, out HashSet<string>? groups))
            {
                return [];
            }

            List<string> found = [.. groups.Where(groupId => _log.IsStoredIn(groupId, offsetsPartition))];
            groups.ExceptWith(found);
            if (groups.Count == 0)
            {
                _groupsByProducer.Remove(producerId);
            }

            return found;
        }
    }
}
