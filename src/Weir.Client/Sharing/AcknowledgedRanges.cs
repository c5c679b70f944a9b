namespace Weir.Client.Sharing;

/// <summary>Offsets of a partition with their fates, in order, as brokers want them: neighbours that fare alike are one range.</summary>
/// <remarks>Thread model: guarded by the lock of the <see cref="ShareLedger"/> until it is taken out to be sent.</remarks>
internal sealed class AcknowledgedRanges
{
    private readonly List<AcknowledgedRange> _ranges = [];

    public int Count => _ranges.Count;

    public IReadOnlyList<AcknowledgedRange> Items => _ranges;

    /// <summary>Adds offsets. Those that are there already keep their fate: they were delivered twice, and the first time counts.</summary>
    public void Add(long first, long last, sbyte type)
    {
        int at = _ranges.Count;
        while (at > 0 && _ranges[at - 1].First > first)
        {
            at--; // Nearly always the last already.
        }

        first = at > 0 ? Math.Max(first, _ranges[at - 1].Last + 1) : first;
        if (at < _ranges.Count && _ranges[at] is var next && next.First <= last)
        {
            long rest = next.Last + 1;
            if (rest <= last)
            {
                Add(rest, last, type);
            }

            last = next.First - 1;
        }

        if (first <= last)
        {
            Insert(at, first, last, type);
        }
    }

    private void Insert(int at, long first, long last, sbyte type)
    {
        if (at > 0 && _ranges[at - 1] is var before && before.Last + 1 == first && before.Type == type)
        {
            first = before.First;
            _ranges.RemoveAt(--at);
        }

        if (at < _ranges.Count && _ranges[at] is var after && last + 1 == after.First && after.Type == type)
        {
            last = after.Last;
            _ranges.RemoveAt(at);
        }

        _ranges.Insert(at, new AcknowledgedRange(first, last, type));
    }
}
