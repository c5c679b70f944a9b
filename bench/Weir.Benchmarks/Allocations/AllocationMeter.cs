namespace Weir.Benchmarks.Allocations;

/// <summary>Counts the bytes that a repeated operation allocates on the managed heap, once pools and code are warm.</summary>
internal static class AllocationMeter
{
    private const int Rounds = 5;

    /// <summary>Bytes per call, of the calling thread alone. The best of several rounds: a pool may be cold in one.</summary>
    public static double OfThisThread(int calls, Action operation) =>
        Measure(calls, operation, static () => GC.GetAllocatedBytesForCurrentThread());

    /// <summary>Bytes per call, of the whole process: for operations that end on other threads.</summary>
    public static double OfProcess(int calls, Action operation) =>
        Measure(calls, operation, static () => GC.GetTotalAllocatedBytes(precise: true));

    private static double Measure(int calls, Action operation, Func<long> allocated)
    {
        double best = double.MaxValue;
        for (int round = 0; round <= Rounds; round++)
        {
            long before = allocated();
            for (int i = 0; i < calls; i++)
            {
                operation();
            }

            double bytes = (double)(allocated() - before) / calls;
            if (round > 0)
            {
                best = Math.Min(best, bytes);
            }
        }

        return best;
    }
}
