using System.Text.RegularExpressions;

namespace Weir.Broker;

/// <summary>One pattern of a client metrics subscription: <c>selector=regular expression</c> (KIP-714).</summary>
internal static class ClientMatch
{
    /// <summary>A pattern that takes longer comes from somebody who does not mean well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public static bool IsValid(string pattern) => TryParse(pattern, out _, out _);

    /// <summary>Splits the pattern; false when the selector is unknown or the expression malformed.</summary>
    public static bool TryParse(string pattern, out string selector, out Regex? expression)
    {
        string[] parts = pattern.Split('=', 2, StringSplitOptions.TrimEntries);
        selector = parts[0];
        expression = null;
        if (parts.Length != 2 || !ClientMetricsConfigDefinitions.Selectors.Contains(selector))
        {
            return false;
        }

        try
        {
            expression = new Regex($"^(?:{parts[1]})$", RegexOptions.CultureInvariant, Patience);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
