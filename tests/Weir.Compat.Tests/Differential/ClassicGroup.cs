namespace Weir.Compat.Tests.Differential;

/// <summary>What a broker has told the members of a classic group.</summary>
internal sealed class ClassicGroup
{
    public int Generation { get; set; } = -1;

    /// <summary>Ids of those that have joined, by their name in the sequence.</summary>
    public SortedDictionary<string, string> Members { get; } = new(StringComparer.Ordinal);
}
