namespace Weir.Broker.Share;

/// <summary>Gives a consumer records of a share partition, batch by batch as they lie in the log (KIP-932).</summary>
/// <remarks>Thread model: owned by one event of its <see cref="SharePartitionMachine"/>.</remarks>
internal sealed class ShareAcquisition(
    RecordWindow window, SharePartitionJournal journal, ShareSettings settings, string memberId, AcquireLimits limits, long deadlineMs)
{
    private readonly List<AcquiredRange> _acquired = [];

    // Whether the last range consists of whole new batches and may have more of them.
    private bool _mayGrow;

    private bool _isFull;

    /// <param name="batches">What the log holds from the first record that can be delivered on, in order.</param>
    /// <returns>What was acquired, in order.</returns>
    public IReadOnlyList<AcquiredRange> Run(IReadOnlyList<LogBatch> batches)
    {
        long next = window.FirstAvailable ?? window.End;
        long known = window.End;
        foreach (LogBatch batch in batches)
        {
            long room = limits.MaxRecords - _acquired.Sum(range => range.Count);
            long first = Math.Max(batch.First, next);
            if (_isFull || room <= 0 || !TryTakeIn(batch, room, out long last))
            {
                break;
            }

            // Offsets that no batch holds any more were compacted away.
            Archive(next, first - 1);
            if (batch.IsDeliverable)
            {
                Acquire(first, last, room, batch.Last - batch.First + 1);
                _mayGrow = first == batch.First && first >= known && last == batch.Last && _acquired is [.., var newest] && newest.Count < limits.BatchSize;
            }
            else
            {
                Archive(first, last);
            }

            next = last + 1;
            if (last < batch.Last)
            {
                break;
            }
        }

        return _acquired;
    }

    /// <summary>Takes records into the window as far as the limits allow; what is in it already may always be delivered again.</summary>
    private bool TryTakeIn(LogBatch batch, long room, out long last)
    {
        last = batch.Last;
        if (batch.Last < window.End)
        {
            return true;
        }

        long lockable = settings.MaxInFlight - window.InFlight;
        if (lockable <= 0 && batch.IsDeliverable)
        {
            last = window.End - 1;
            return last >= batch.First;
        }

        if (limits.IsStrict && batch.IsDeliverable)
        {
            last = Math.Min(last, Math.Max(window.End, batch.First) + Math.Min(lockable, room) - 1);
        }

        window.Extend(last + 1);
        return true;
    }

    private void Acquire(long first, long last, long room, long batchCount)
    {
        bool isSameBatch = false;
        foreach (RecordRange range in Available(first, last))
        {
            long most = MostOf(range, batchCount, out _isFull);
            if (most == 1 && _isFull && _acquired.Count > 0)
            {
                break;
            }

            most = limits.IsStrict ? Math.Min(most, room) : most;
            RecordRange taken = range.Count > most ? window.Cut(range.First, range.First + most - 1)[0] : range;
            taken.Acquire(memberId, deadlineMs);
            room -= taken.Count;
            Report(taken, isSameBatch || _mayGrow);
            isSameBatch = true;
            if (_isFull || room <= 0)
            {
                break;
            }
        }
    }

    // What has been delivered half as often as it may comes in ever smaller parts, and for the last time alone: a record nobody can process takes few others with it.
    private long MostOf(RecordRange range, long batchCount, out bool isPart)
    {
        int late = Math.Max(2, (settings.DeliveryCountLimit + 1) / 2);
        isPart = range.DeliveryCount >= late || range.DeliveryCount + 1 >= settings.DeliveryCountLimit;
        return !isPart ? range.Count
            : range.DeliveryCount + 1 >= settings.DeliveryCountLimit ? 1
            : Math.Max(1, batchCount >> (range.DeliveryCount - late + 1));
    }

    // Ranges of new records end with a batch once they have the size asked for; others end with theirs, or where deliveries were counted differently.
    private void Report(RecordRange taken, bool mayJoin)
    {
        if (mayJoin && _acquired is [.., var before] && before.Last + 1 == taken.First && before.DeliveryCount == taken.DeliveryCount)
        {
            _acquired[^1] = before with { Last = taken.Last };
        }
        else
        {
            _acquired.Add(new AcquiredRange(taken.First, taken.Last, taken.DeliveryCount));
        }
    }

    private void Archive(long first, long last)
    {
        foreach (RecordRange range in Available(first, last))
        {
            range.Become(DeliveryState.Archived);
            journal.Changed(range);
        }
    }

    private List<RecordRange> Available(long first, long last) =>
        first > last || last < window.Start ? [] : window.Cut(first, last).FindAll(range => range.State == DeliveryState.Available);
}
