namespace Weir.Rides;

/// <summary>
/// Steele, Lea and Flood's SplitMix64 (OOPSLA 2014). Used instead of <see cref="Random"/> because a seed must give the same
/// rides on every runtime and machine, which <see cref="Random"/> promises for none but its own version.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    public ulong Next()
    {
        _state += Step;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());
}
