using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weir.CommandLine;

/// <summary>Validators that say which option is wrong, what was given, and what is allowed.</summary>
internal static class Require
{
    public static void Range(OptionResult result, Option<int> option, int low, int high) => That(
        result,
        option,
        value => value >= low && value <= high,
        high == int.MaxValue ? $"must be {low} or above" : $"must be from {low} to {high}");

    public static void AtLeast(OptionResult result, Option<int?> option, int low) =>
        That(result, option, value => value >= low, $"must be {low} or above");

    /// <summary>Holds a value that was given to a condition. A value of the wrong type has been complained about already.</summary>
    public static void That<T>(OptionResult result, Option<T> option, Func<T, bool> condition, string otherwise)
    {
        if (result.Implicit || result.Tokens.Count == 0 || !TryGet(result, option, out var value))
        {
            return;
        }
        if (!condition(value))
        {
            result.AddError($"{option.Name} {result.Tokens[0].Value}: {otherwise}");
        }
    }

    private static bool TryGet<T>(OptionResult result, Option<T> option, out T value)
    {
        try
        {
            value = result.GetValue(option)!;
            return true;
        }
        catch (InvalidOperationException)
        {
            value = default!;
            return false;
        }
    }
}
