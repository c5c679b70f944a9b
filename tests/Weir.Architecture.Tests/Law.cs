namespace Weir.Architecture.Tests;

/// <summary>Asserts that nothing breaks a rule, and names everything that does.</summary>
internal static class Law
{
    public static void Holds(IEnumerable<string> violations)
    {
        var found = violations.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
