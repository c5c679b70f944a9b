namespace Weir.Broker.Share;

/// <summary>What a consumer says of records that lie side by side.</summary>
/// <param name="First">Offset of the first.</param>
/// <param name="Last">Offset of the last, at or behind the first.</param>
/// <param name="Types">One for all of them, or one for each.</param>
internal sealed record Acknowledgement(long First, long Last, IReadOnlyList<AcknowledgeType> Types)
{
    /// <summary>Its parts of one type, none beginning below <paramref name="start"/>.</summary>
    public IEnumerable<(long First, long Last, AcknowledgeType Type)> Runs(long start)
    {
        long first = Math.Max(First, start);
        while (first <= Last)
        {
            long last = first;
            while (last < Last && TypeOf(last + 1) == TypeOf(first))
            {
                last = Types.Count == 1 ? Last : last + 1;
            }

            yield return (first, last, TypeOf(first));
            first = last + 1;
        }
    }

    private AcknowledgeType TypeOf(long offset) => Types.Count == 1 ? Types[0] : Types[(int)(offset - First)];
}
