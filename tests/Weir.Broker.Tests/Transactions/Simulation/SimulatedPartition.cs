namespace Weir.Broker.Tests.Transactions.Simulation;

/// <summary>A partition of the simulation: a list of entries, of which a crash may lose those that are not durable.</summary>
internal sealed class SimulatedPartition
{
    public List<SimulatedEntry> Entries { get; } = [];

    public int Durable { get; private set; }

    /// <summary>Number of the first entry of the producer's open transaction; -1 when none is open.</summary>
    public int OpenAt(long producerId)
    {
        int open = -1;
        for (int i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].ProducerId == producerId)
            {
                open = Entries[i].IsMarker ? -1 : open < 0 ? i : open;
            }
        }

        return open;
    }

    public void Flush() => Durable = Entries.Count;

    /// <summary>Loses a part of what was not durable: always the end, never the middle.</summary>
    public void Crash(int lost)
    {
        int keep = Math.Max(Durable, Entries.Count - lost);
        Entries.RemoveRange(keep, Entries.Count - keep);
        Durable = Entries.Count;
    }
}
