using System.Globalization;

namespace Weir.Broker;

/// <summary>What a value must satisfy beyond its type; says in words what is wrong with one that does not.</summary>
internal abstract class ConfigRule
{
    public static ConfigRule None { get; } = new Anything();

    public static ConfigRule AtLeast(double minimum) => new Range(minimum, double.PositiveInfinity);

    public static ConfigRule Between(double minimum, double maximum) => new Range(minimum, maximum);

    public static ConfigRule OneOf(params string[] allowed) => new Choice(allowed);

    public static ConfigRule ListOf(params string[] allowed) => new ListChoice(allowed);

    public static ConfigRule Either(ConfigRule first, ConfigRule second) => new Alternative(first, second);

    /// <summary>Null when <paramref name="value"/>, which has the right type, is allowed.</summary>
    public abstract string? Problem(string value);

    private sealed class Anything : ConfigRule
    {
        public override string? Problem(string value) => null;
    }

    private sealed class Range(double minimum, double maximum) : ConfigRule
    {
        public override string? Problem(string value)
        {
            double number = ConfigText.ToDouble(value);
            if (number < minimum)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Value must be at least {minimum}");
            }

            return number > maximum ? string.Create(CultureInfo.InvariantCulture, $"Value must be no more than {maximum}") : null;
        }
    }

    private sealed class Choice(string[] allowed) : ConfigRule
    {
        public override string? Problem(string value) =>
            allowed.Contains(value, StringComparer.Ordinal) ? null : $"String must be one of: {string.Join(", ", allowed)}";
    }

    private sealed class ListChoice(string[] allowed) : ConfigRule
    {
        public override string? Problem(string value)
        {
            string[] items = ConfigText.ToList(value);
            if (items.Distinct(StringComparer.Ordinal).Count() != items.Length)
            {
                return "duplicate entries";
            }

            return items.All(item => allowed.Contains(item, StringComparer.Ordinal)) ? null : $"String must be one of: {string.Join(", ", allowed)}";
        }
    }

    private sealed class Alternative(ConfigRule first, ConfigRule second) : ConfigRule
    {
        public override string? Problem(string value) => first.Problem(value) is null ? null : second.Problem(value);
    }
}
