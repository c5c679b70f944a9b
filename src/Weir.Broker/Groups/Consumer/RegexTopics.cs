using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Weir.Broker.Groups.Consumer.Re2;

namespace Weir.Broker.Groups.Consumer;

/// <summary>
/// Finds the topics whose whole name a regular expression matches. The syntax is RE2's, as in Kafka; .NET's non-backtracking engine, like RE2, needs time in
/// proportion to the input, whatever the expression.
/// </summary>
internal static class RegexTopics
{
    /// <returns>False with what is wrong, when the expression cannot be used.</returns>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            // \z, not $: a topic name has no lines.
            regex = new Regex($@"\A(?:{Re2Translator.Translate(pattern)})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            problem = null;
            return true;
        }
        catch (Exception e) when (e is Re2SyntaxException or ArgumentException or NotSupportedException)
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
}
