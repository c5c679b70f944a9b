namespace Weir.Protocol.Generator.Model;

/// <summary>An inclusive range of versions.</summary>
internal readonly record struct VersionRange(int Lowest, int Highest)
{
    public static readonly VersionRange None = new(1, 0);

    public bool IsEmpty => Lowest > Highest;

    public VersionRange Intersect(VersionRange other) => new(Math.Max(Lowest, other.Lowest), Math.Min(Highest, other.Highest));

    public bool Covers(VersionRange other) => Lowest <= other.Lowest && Highest >= other.Highest;

    /// <summary>The C# test that a version of <paramref name="outer"/> is in this range; null when every one is.</summary>
    public string? ConditionWithin(VersionRange outer)
    {
        bool bounded = Highest < outer.Highest;
        if (Lowest <= outer.Lowest)
        {
            return bounded ? $"version <= {Highest}" : null;
        }

        if (!bounded)
        {
            return $"version >= {Lowest}";
        }

        return Lowest == Highest ? $"version == {Lowest}" : $"version is >= {Lowest} and <= {Highest}";
    }
}
