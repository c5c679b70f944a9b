namespace Weir.CommandLine;

/// <summary>Repeated <c>--option key=value</c>.</summary>
internal static class KeyValues
{
    /// <summary>The pairs given; a later one for the same key wins.</summary>
    /// <exception cref="CommandException">One has no '=' or no key: exit code 2.</exception>
    public static Dictionary<string, string> Parse(string option, string[]? pairs)
    {
        var result = new Dictionary<string, string>();
        foreach (var pair in pairs ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw CommandException.BadInput($"{option} {pair}: must be key=value");
            }
            result[pair[..equals].Trim()] = pair[(equals + 1)..].Trim();
        }
        return result;
    }
}
