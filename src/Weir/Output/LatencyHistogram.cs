using System.Numerics;

namespace Weir.Output;

/// <summary>
/// Counts durations in buckets that grow with their size, as HdrHistogram does: any number of values in a fixed 18 KiB,
/// each kept to within 1/64 of itself, in microseconds up to about twelve days.
/// </summary>
/// <remarks>Thread model: any thread records; a reader sees every value recorded before it was asked.</remarks>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int MaxExponent = 40;
    private readonly long[] _counts = new long[(MaxExponent - SubBucketBits + 2) * SubBuckets];
    private long _count;
    private long _max;

    public long Count => Volatile.Read(ref _count);

    public TimeSpan Max => FromMicroseconds(Volatile.Read(ref _max));

    public void Record(TimeSpan duration)
    {
        var microseconds = Math.Clamp((long)duration.TotalMicroseconds, 0, (1L << MaxExponent) - 1);
        Interlocked.Increment(ref _counts[Bucket(microseconds)]);
        Interlocked.Increment(ref _count);
        for (var max = Volatile.Read(ref _max); microseconds > max;)
        {
            var seen = Interlocked.CompareExchange(ref _max, microseconds, max);
            if (seen == max)
            {
                break;
            }
            max = seen;
        }
    }

    /// <summary>The duration that a share of the values (0 to 1) does not exceed; zero when nothing was recorded.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += Volatile.Read(ref _counts[i]);
            if (seen >= rank)
            {
                return FromMicroseconds(Math.Min(HighestIn(i), Volatile.Read(ref _max)));
            }
        }
        return TimeSpan.Zero;
    }

    private static int Bucket(long value)
    {
        var exponent = Math.Max(0, BitOperations.Log2((ulong)value | 1) - SubBucketBits);
        return (exponent * SubBuckets) + (int)(value >> exponent);
    }

    // Exponents above 0 use the upper half of their sub-buckets only, so a bucket's index names its exponent and mantissa.
    private static long HighestIn(int bucket)
    {
        var exponent = Math.Max(0, (bucket / SubBuckets) - 1);
        var mantissa = (long)bucket - (exponent * SubBuckets);
        return ((mantissa + 1) << exponent) - 1;
    }

    private static TimeSpan FromMicroseconds(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
