using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Transactions;

internal sealed partial class TransactionMachine
{
    // Partitions in which the transaction after the one that is being ended is open already.
    private readonly List<TopicPartition> _toAdopt = [];

    /// <summary>Takes over what the log says, before any other event, and goes on with a transaction that was decided.</summary>
    /// <param name="metadata">The latest state.</param>
    /// <param name="settled">Told when nothing is left to be ended, or its markers could not be stored.</param>
    public void Restore(TransactionMetadata metadata, IReplyTo<ProducerIdentity> settled)
    {
        _current = metadata;
        if (metadata.State == TransactionState.Ongoing)
        {
            // The clock of the time before is gone: what is left of the timeout goes by wall time, within its bounds.
            long left = metadata.StartMs + metadata.TimeoutMs - clock.UnixMs;
            _deadlineMs = clock.UptimeMs + Math.Clamp(left, 0, metadata.TimeoutMs);
        }
        else if (metadata.IsDeciding)
        {
            WriteMarkers(isRepeated: true, settled);
            return;
        }

        outbox.Reply(settled, Identify(ErrorCode.None, metadata));
    }

    /// <summary>Takes in a partition in which a transaction of this producer is open, though the log of states does not know it.</summary>
    /// <returns>False when it belongs to an epoch that is over: it must be aborted there.</returns>
    public bool Adopt(TopicPartition partition, long producerId, short epoch)
    {
        if (_current is not { } current)
        {
            return false;
        }

        if (current.IsDeciding)
        {
            // Of the transaction that is being ended, or already of the next one: that begins when this one is complete.
            bool isNext = current.NextProducerId == producerId || (current.ClientVersion == WithBump && current.ProducerId == producerId && epoch == current.Epoch);
            if (isNext)
            {
                _toAdopt.Add(partition);
            }

            return isNext || current.ProducerId == producerId;
        }

        bool isOpen = current.ProducerId == producerId && epoch == current.Epoch;
        if (isOpen && !current.Partitions.Contains(partition))
        {
            Begin(current, [partition]);
        }

        return isOpen;
    }
}
