namespace Weir.Broker;

/// <summary>
/// The broker's bounds of what groups may be given, <c>group.KIND.min.X</c> and <c>group.KIND.max.X</c>: checked at start in Kafka's order and words, and put over
/// settings of single groups that were made under other bounds.
/// </summary>
internal static class GroupBounds
{
    // By the name of the group's setting.
    private static readonly (string Name, string Minimum, string Value, string Maximum)[] All =
    [
        .. Of("consumer", "heartbeat.interval.ms", "session.timeout.ms", "assignment.interval.ms"),
        .. Of("share", "heartbeat.interval.ms", "session.timeout.ms", "record.lock.duration.ms", "delivery.count.limit", "partition.max.record.locks", "assignment.interval.ms"),
        .. Of("streams", "heartbeat.interval.ms", "session.timeout.ms", "assignment.interval.ms"),
    ];

    /// <summary>What is wrong with the broker's settings taken together, or null.</summary>
    public static string? ProblemOf(BrokerConfig broker)
    {
        foreach ((string name, string minimum, string value, string maximum) in All)
        {
            string? problem = NotLess(maximum, minimum) ?? NotLess(value, minimum)
                ?? NotMore(value, maximum)
                ?? (name.EndsWith(".session.timeout.ms", StringComparison.Ordinal) ? HeartbeatProblem(value) : null);
            if (problem is not null)
            {
                return problem;
            }
        }

        return NotLess("group.share.max.share.sessions", "group.share.max.size")
            ?? NotMore("group.streams.num.standby.replicas", "group.streams.max.standby.replicas");

        string? NotLess(string larger, string smaller) =>
            broker.GetLong(larger) < broker.GetLong(smaller) ? $"{larger} must be greater than or equal to {smaller}" : null;

        string? NotMore(string smaller, string larger) =>
            broker.GetLong(smaller) > broker.GetLong(larger) ? $"{smaller} must be less than or equal to {larger}" : null;

        string? HeartbeatProblem(string session)
        {
            string heartbeat = session.Replace("session.timeout", "heartbeat.interval", StringComparison.Ordinal);
            return broker.GetLong(heartbeat) >= broker.GetLong(session) ? $"{heartbeat} must be less than {session}" : null;
        }
    }

    /// <summary>What is wrong with a group's settings, or null.</summary>
    public static string? ProblemOf(IReadOnlyDictionary<string, string> group, BrokerConfig broker)
    {
        foreach ((string name, string minimum, _, string maximum) in All)
        {
            if (group.TryGetValue(name, out string? text) && ConfigText.ToLong(text) is var value)
            {
                if (value < broker.GetLong(minimum))
                {
                    return $"{name} must be greater than or equal to {minimum}";
                }

                if (value > broker.GetLong(maximum))
                {
                    return $"{name} must be less than or equal to {maximum}";
                }
            }
        }

        return null;
    }

    /// <summary>The value of a group's setting that counts: the bounds may have changed since it was made.</summary>
    public static int Clamp(string name, int value, BrokerConfig broker)
    {
        (_, string? minimum, _, string? maximum) = Array.Find(All, bound => bound.Name == name);
        return minimum is null ? value : (int)Math.Max(broker.GetLong(minimum), Math.Min(value, broker.GetLong(maximum)));
    }

    private static IEnumerable<(string Name, string Minimum, string Value, string Maximum)> Of(string kind, params string[] names) =>
        names.Select(name => ($"{kind}.{name}", $"group.{kind}.min.{name}", $"group.{kind}.{name}", $"group.{kind}.max.{name}"));
}
