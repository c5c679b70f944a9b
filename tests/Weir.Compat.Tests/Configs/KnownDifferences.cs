using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Configs;

/// <summary>Differences kept on purpose, from <c>differences.txt</c>. Every line must be needed: one that no longer differs fails the test.</summary>
internal sealed class KnownDifferences
{
    private readonly HashSet<string> _expected;

    private KnownDifferences(IEnumerable<string> expected) => _expected = [.. expected];

    public static string File { get; } = Path.Combine(Locations.Sources, "Configs", "differences.txt");

    public static KnownDifferences Load()
    {
        var lines = System.IO.File.ReadAllLines(File).Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => line.Split(": ", 2)).ToList();
        Assert.All(lines, line => Assert.True(line.Length == 2 && line[1].Length > 0, $"no reason is given for {line[0]}"));
        return new KnownDifferences(lines.Select(line => line[0]));
    }

    /// <summary>Fails with every difference that is not known, and every known one that is gone.</summary>
    /// <param name="found">Subjects that differ, with what was seen.</param>
    public void Check(IReadOnlyDictionary<string, string> found)
    {
        var unexpected = found.Where(difference => !_expected.Contains(difference.Key)).Select(difference => $"{difference.Key}: {difference.Value}");
        var gone = _expected.Where(subject => !found.ContainsKey(subject)).Select(subject => $"{subject}: no longer differs; take it out of {File}");
        var problems = string.Join('\n', unexpected.Concat(gone).Order(StringComparer.Ordinal));
        Assert.True(problems.Length == 0, problems);
    }
}
