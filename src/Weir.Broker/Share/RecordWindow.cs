namespace Weir.Broker.Share;

/// <summary>
/// The records of a share partition from the first that is not done to behind the last that was delivered, as ranges without gaps between them. Neighbours that
/// fare alike are one range, so that there are at most about twice as many ranges as records in flight.
/// </summary>
/// <remarks>Thread model: owned by its <see cref="SharePartitionMachine"/>.</remarks>
internal sealed class RecordWindow
{
    private readonly List<RecordRange> _ranges = [];

    /// <summary>The share partition's start offset (SPSO).</summary>
    public long Start { get; private set; }

    /// <summary>Behind the last record that was ever delivered.</summary>
    public long End { get; private set; }

    public IReadOnlyList<RecordRange> Ranges => _ranges;

    /// <summary>Records that are not done.</summary>
    public long InFlight => _ranges.Where(range => !range.IsDone).Sum(range => range.Count);

    /// <summary>Records that are done, but behind others that are not.</summary>
    public long Done => _ranges.Where(range => range.IsDone).Sum(range => range.Count);

    /// <summary>The first record to be delivered again; null when there is none.</summary>
    public long? FirstAvailable => _ranges.Find(range => range.State == DeliveryState.Available)?.First;

    /// <summary>Begins anew, with nothing in flight.</summary>
    public void Reset(long start)
    {
        _ranges.Clear();
        Start = End = start;
    }

    /// <summary>Takes over what the log says of some records; those below the start do not matter any more.</summary>
    public void Set(long first, long last, DeliveryState state, short deliveryCount)
    {
        if (last < Math.Max(first, Start))
        {
            return;
        }

        Extend(last + 1);
        foreach (RecordRange range in Cut(Math.Max(first, Start), last))
        {
            range.Become(state);
            range.DeliveryCount = deliveryCount;
        }
    }

    /// <summary>Takes in records up to <paramref name="end"/>, as available.</summary>
    public void Extend(long end)
    {
        if (end > End)
        {
            _ranges.Add(new RecordRange(End, end - 1));
            End = end;
        }
    }

    /// <summary>The ranges that hold records from <paramref name="first"/> to <paramref name="last"/>, which may reach beyond.</summary>
    public IEnumerable<RecordRange> Overlapping(long first, long last)
    {
        for (int i = IndexOf(first); i < _ranges.Count && _ranges[i].First <= last; i++)
        {
            yield return _ranges[i];
        }
    }

    /// <summary>The same, cut so that none reaches beyond; to be changed at will.</summary>
    public List<RecordRange> Cut(long first, long last)
    {
        SplitAt(first);
        SplitAt(last + 1);
        return [.. Overlapping(first, last)];
    }

    /// <summary>Drops what is done at the front, and makes one of neighbours that fare alike.</summary>
    public void Tidy()
    {
        int done = _ranges.TakeWhile(range => range.IsDone).Count();
        _ranges.RemoveRange(0, done);
        Start = _ranges.Count > 0 ? _ranges[0].First : End;
        int kept = 0;
        for (int i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[kept].FaresLike(_ranges[i]))
            {
                _ranges[kept].Last = _ranges[i].Last;
            }
            else
            {
                _ranges[++kept] = _ranges[i];
            }
        }

        if (kept + 1 < _ranges.Count)
        {
            _ranges.RemoveRange(kept + 1, _ranges.Count - kept - 1);
        }
    }

    /// <summary>Has records that are done be what they were before, also if they have been dropped since.</summary>
    public void Reopen(RecordRange before)
    {
        if (before.First < Start)
        {
            var dropped = new RecordRange(before.First, Start - 1);
            dropped.Become(DeliveryState.Acknowledged);
            _ranges.Insert(0, dropped);
            Start = before.First;
        }

        foreach (RecordRange range in Cut(before.First, before.Last).Where(range => range.IsDone))
        {
            range.Become(before);
        }
    }

    /// <summary>Drops every record below the offset, whatever its state: the log no longer has it.</summary>
    public void DropBelow(long offset)
    {
        SplitAt(offset);
        _ranges.RemoveAll(range => range.Last < offset);
        Start = Math.Max(Start, offset);
        End = Math.Max(End, offset);
    }

    /// <summary>Drops every record from the offset on.</summary>
    public void DropFrom(long offset)
    {
        SplitAt(offset);
        _ranges.RemoveAll(range => range.First >= offset);
        Start = Math.Min(Start, offset);
        End = Math.Min(End, offset);
    }

    private void SplitAt(long offset)
    {
        int index = IndexOf(offset);
        if (index < _ranges.Count && _ranges[index].First < offset)
        {
            _ranges.Insert(index + 1, _ranges[index].SplitAt(offset));
        }
    }

    // The range that holds the offset, or the first behind it.
    private int IndexOf(long offset)
    {
        (int low, int high) = (0, _ranges.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _ranges[middle].Last < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
