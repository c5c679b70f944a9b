using System.Globalization;
using System.Xml;

namespace Weir.Broker;

/// <summary>What a value must satisfy beyond its type; says in words what is wrong with one that does not.</summary>
internal abstract class ConfigRule
{
    public static ConfigRule None { get; } = new Anything();

    public static ConfigRule AtLeast(double minimum) => new Range(minimum, double.PositiveInfinity);

    public static ConfigRule Between(double minimum, double maximum) => new Range(minimum, maximum);

    public static ConfigRule OneOf(params string[] allowed) => new Choice(allowed);

    public static ConfigRule ListOf(params string[] allowed) => new ListChoice(allowed);

    public static ConfigRule OneOfIgnoringCase(params string[] allowed) => new Choice(allowed, ignoreCase: true);

    /// <summary>A range or one single number outside of it.</summary>
    public static ConfigRule BetweenOr(double minimum, double maximum, double other) => new RangeOr(minimum, maximum, other);

    /// <summary>Partitions and brokers as <c>0:1,1:1</c>, or <c>*</c> (KIP-73).</summary>
    public static ConfigRule ThrottledReplicas { get; } = new ReplicaList();

    /// <summary>Where a share group begins (KIP-932): earliest, latest or by_duration: and an ISO 8601 duration.</summary>
    public static ConfigRule OffsetReset { get; } = new ResetStrategy();

    /// <summary>Numbers for single addresses, as <c>host:count,host:count</c>.</summary>
    public static ConfigRule HostCounts { get; } = new HostCountList();

    /// <summary>Null when <paramref name="value"/>, which has the right type, is allowed.</summary>
    public abstract string? Problem(string value);

    /// <summary>The part of a refused <paramref name="value"/> that is at fault.</summary>
    public virtual string Offender(string value) => value;

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

    private sealed class Choice(string[] allowed, bool ignoreCase = false) : ConfigRule
    {
        public override string? Problem(string value) =>
            allowed.Contains(value, ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) ? null : $"String must be one of: {string.Join(", ", allowed)}";
    }

    private sealed class ListChoice(string[] allowed) : ConfigRule
    {
        public override string? Problem(string value) => FindWrong(value) is null ? null : $"String must be one of: {string.Join(", ", allowed)}";

        public override string Offender(string value) => FindWrong(value) ?? value;

        private string? FindWrong(string value) => ConfigText.ToList(value).FirstOrDefault(item => !allowed.Contains(item, StringComparer.Ordinal));
    }

    private sealed class RangeOr(double minimum, double maximum, double other) : ConfigRule
    {
        public override string? Problem(string value)
        {
            double number = ConfigText.ToDouble(value);
            return number == other || (number >= minimum && number <= maximum)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"Value must be between {minimum} and {maximum} or equal to {other}");
        }
    }

    private sealed class ReplicaList : ConfigRule
    {
        public override string? Problem(string value) => value.Trim() == "*" || ConfigText.ToList(value).All(IsPair)
            ? null
            : "the value must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...";

        public override string Offender(string value) => $"[{value}]";

        private static bool IsPair(string item) =>
            item.Split(':') is [string partition, string broker]
            && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(broker, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private sealed class HostCountList : ConfigRule
    {
        public override string? Problem(string value) => ConfigText.ToList(value).All(IsPair) ? null : "the value must be a list of limits in the following format: [host]:[count],[host]:[count],...";

        // An IPv6 address has colons of its own.
        private static bool IsPair(string item) =>
            item.LastIndexOf(':') is > 0 and var colon && int.TryParse(item.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private sealed class ResetStrategy : ConfigRule
    {
        private const string ByDuration = "by_duration:";

        public override string? Problem(string value) => value is "earliest" or "latest" || IsDuration(value)
            ? null
            : "The value must be either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.";

        private static bool IsDuration(string value)
        {
            if (!value.StartsWith(ByDuration, StringComparison.Ordinal))
            {
                return false;
            }

            try
            {
                return XmlConvert.ToTimeSpan(value[ByDuration.Length..]) >= TimeSpan.Zero;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return false;
            }
        }
    }
}
