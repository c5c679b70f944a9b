using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Finds the topics whose whole name a regular expression matches. The clients' syntax is RE2's; what .NET's non-backtracking engine takes is nearly the
/// same, and like RE2 it needs time in proportion to the input, whatever the expression.
/// </summary>
internal static class RegexTopics
{
    /// <returns>False with what is wrong, when the expression cannot be used.</returns>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            // \z, not $: a topic name has no lines.
            regex = new Regex($@"\A(?:{Translate(pattern)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            problem = null;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            (regex, problem) = (null, e.Message);
            return false;
        }
    }

    public static List<string> Match(string pattern, IEnumerable<string> names)
    {
        if (!TryParse(pattern, out Regex? regex, out _))
        {
            return [];
        }

        return [.. names.Where(name => regex.IsMatch(name)).Order(StringComparer.Ordinal)];
    }

    // RE2 names groups (?P<name>...), .NET (?<name>...).
    private static string Translate(string pattern) => pattern.Replace("(?P<", "(?<", StringComparison.Ordinal);
}
