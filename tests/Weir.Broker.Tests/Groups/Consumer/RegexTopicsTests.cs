using System.Text.RegularExpressions;
using Weir.Broker.Groups.Consumer;

namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>
/// Subscriptions by expression against RE2/J 1.8, the library of Apache Kafka 4.3: its answers to the same expressions stand in <c>re2j-answers.tsv</c>, the names
/// they match whole after an equals sign, or its complaint after an exclamation mark.
/// </summary>
public sealed class RegexTopicsTests
{
    private static readonly string[] Names =
    [
        "a", "A", "k", "s", "ab", "aab", "abc", "a.b", "a-b", "a_b", "rides", "rides-2026", "Rides.EU", "0", "9z", "x1y22", "__consumer_offsets",
    ];

    [Fact]
    public void Expression_matches_what_it_matches_in_RE2J_and_is_refused_where_RE2J_refuses_it()
    {
        List<string> differences = [];
        int count = 0;
        foreach ((string expression, string expected) in Answers())
        {
            string answer = RegexTopics.TryParse(expression, out Regex? regex, out string? problem) ? "=" + string.Join(',', Names.Where(name => regex.IsMatch(name))) : "!" + problem;
            count++;
            if (answer != expected)
            {
                differences.Add($"{expression}: {answer}, but {expected}");
            }
        }

        Assert.True(count > 250);
        Assert.Empty(differences);
    }

    [Theory]
    [InlineData(@"(x+x+)+y")]
    [InlineData(@"(a|aa|a?)+b")]
    [InlineData(@"(.*a){12}")]
    public void Expression_that_makes_others_try_for_ever_is_answered(string expression)
    {
        string name = new('a', 200);
        Assert.True(RegexTopics.TryParse(expression, out Regex? regex, out _));
        Assert.Equal(expression.StartsWith("(.*", StringComparison.Ordinal), regex.IsMatch(name));
    }

    private static IEnumerable<(string Expression, string Answer)> Answers()
    {
        using Stream stream = typeof(RegexTopicsTests).Assembly.GetManifestResourceStream("re2j-answers.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            yield return (parts[0], parts[1]);
        }
    }
}
