using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Sizes of thread pools may at most double, and at most halve, with one change (Kafka's rule for what is resized while it runs).</summary>
internal static class ThreadPoolBounds
{
    private static readonly string[] Names =
        ["background.threads", "log.cleaner.threads", "num.io.threads", "num.network.threads", "num.recovery.threads.per.data.dir", "num.replica.fetchers"];

    /// <summary>None, or InvalidRequest with the first size that goes too far.</summary>
    /// <param name="values">What is to be set; null where the default shall be.</param>
    /// <param name="forAllBrokers">The defaults of all brokers are changed, not the settings of this one.</param>
    /// <param name="broker">The sizes at present.</param>
    public static ApiError Check(IReadOnlyDictionary<string, string?> values, bool forAllBrokers, BrokerConfig broker)
    {
        foreach (string name in Names.Where(values.ContainsKey))
        {
            int current = broker.GetInt(name);
            int wanted = SizeAfter(name, values[name], forAllBrokers, broker);
            string? problem = wanted == current ? null
                : wanted < 1 ? "there must be one at least"
                : wanted < current / 2 ? $"a change may halve the present {current} at most; change it in steps"
                : wanted > current * 2L ? $"a change may double the present {current} at most; change it in steps"
                : null;
            if (problem is not null)
            {
                return new ApiError(ErrorCode.InvalidRequest, $"Invalid value {wanted} for configuration {name}: {problem}");
            }
        }

        return ApiError.None;
    }

    private static int SizeAfter(string name, string? value, bool forAllBrokers, BrokerConfig broker)
    {
        if (forAllBrokers && broker.Dynamic.TryGetValue(name, out string? own))
        {
            return ConfigText.ToInt(own);
        }

        string? underneath = !forAllBrokers && broker.DynamicDefault.TryGetValue(name, out string? common) ? common
            : broker.Static.TryGetValue(name, out string? given) ? given
            : BrokerConfigDefinitions.ByName[name].Default;
        return ConfigText.ToInt(value ?? underneath!);
    }
}
