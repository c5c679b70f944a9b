using Weir.Protocol;

namespace Weir.Broker.Groups;

internal sealed partial class GroupMachine
{
    private readonly GroupTransactions _transactions;

    /// <summary>See <see cref="GroupTransactions.Commit"/>.</summary>
    public void CommitTransactional(GroupProducer producer, GroupCommit commit, IReplyTo<ErrorCode> reply)
    {
        if (_share is null)
        {
            _transactions.Commit(producer, commit, reply);
        }
        else
        {
            _outbox.Reply(reply, ErrorCode.GroupIdNotFound);
        }
    }

    public void CompleteTransaction(long producerId, bool isCommit) => _transactions.Complete(producerId, isCommit);

    /// <summary>Whether an open transaction has committed an offset for the partition.</summary>
    public bool HasPendingOffset(TopicPartition partition) => _transactions.IsPending(partition);
}
