using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Checks settings before they are stored. Null values stand for "the default" and are always right, as in Kafka: even of unknown names.</summary>
internal static class ConfigRules
{
    private const string ListenerPrefix = "listener.name.";

    /// <summary>None, or InvalidConfig with the first problem.</summary>
    public static ApiError CheckTopic(IReadOnlyDictionary<string, string?> configs)
    {
        ApiError error = Check(configs, TopicConfigDefinitions.ByName, "Unknown topic config name: ", ErrorCode.InvalidConfig);
        return error.IsNone && configs.TryGetValue("remote.storage.enable", out string? tiered) && tiered == "true"
            ? new ApiError(ErrorCode.InvalidConfig, "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.")
            : error;
    }

    /// <summary>Rules over several settings of a topic.</summary>
    public static ApiError CheckTopicAsWhole(IReadOnlyDictionary<string, string> overrides, BrokerConfig broker)
    {
        long least = ConfigText.ToLong(Effective("min.compaction.lag.ms"));
        long most = ConfigText.ToLong(Effective("max.compaction.lag.ms"));
        return least > most
            ? new ApiError(ErrorCode.InvalidConfig, $"conflict topic config setting min.compaction.lag.ms ({least}) > max.compaction.lag.ms ({most})")
            : ApiError.None;

        string Effective(string name) => overrides.TryGetValue(name, out string? own) ? own : broker.TopicDefault(TopicConfigDefinitions.ByName[name]);
    }

    /// <summary>As <see cref="CheckTopic"/>, for settings of the broker, of which only the changeable ones may be set; InvalidRequest, as in Kafka.</summary>
    /// <param name="configs">What is to be set.</param>
    /// <param name="forAllBrokers">The defaults of all brokers are changed, not the settings of this one.</param>
    public static ApiError CheckBroker(IReadOnlyDictionary<string, string?> configs, bool forAllBrokers)
    {
        string[] names = [.. configs.Where(config => config.Value is not null).Select(config => config.Key)];
        string[] fixedAtStart = [.. names.Where(name => BrokerConfigDefinitions.ByName.TryGetValue(name, out ConfigDefinition? known) && known.IsReadOnly)];
        if (fixedAtStart.Length > 0)
        {
            return new ApiError(ErrorCode.InvalidRequest, $"Cannot update these configs dynamically: [{string.Join(", ", fixedAtStart)}]");
        }

        string[] byListener = [.. names.Where(IsListenerSecurity)];
        if (byListener.Length > 0)
        {
            return new ApiError(
                ErrorCode.InvalidRequest,
                $"These security configs can be dynamically updated only per-listener using the listener prefix: [{string.Join(", ", byListener)}]");
        }

        string[] ofOne = [.. names.Where(name => forAllBrokers && BrokerConfigDefinitions.ByName.TryGetValue(name, out ConfigDefinition? known) && known.IsPerBroker)];
        return ofOne.Length > 0
            ? new ApiError(ErrorCode.InvalidRequest, $"Cannot update these configs at default cluster level, broker id must be specified: [{string.Join(", ", ofOne)}]")
            : Check(configs, BrokerConfigDefinitions.ByName, "Unknown broker config name: ", ErrorCode.InvalidRequest);
    }

    public static ApiError CheckGroup(IReadOnlyDictionary<string, string?> configs) =>
        Check(configs, GroupConfigDefinitions.ByName, "Unknown group config name: ", ErrorCode.InvalidConfig);

    private static bool IsListenerSecurity(string name) =>
        name.StartsWith("ssl.", StringComparison.Ordinal) && !name.StartsWith(ListenerPrefix, StringComparison.Ordinal)
        && BrokerConfigDefinitions.ByName.TryGetValue(name, out ConfigDefinition? known) && known.IsPerBroker;

    private static ApiError Check(
        IReadOnlyDictionary<string, string?> configs, IReadOnlyDictionary<string, ConfigDefinition> known, string unknownPrefix, ErrorCode code)
    {
        foreach ((string name, string? value) in configs)
        {
            if (value is null)
            {
                continue;
            }

            string? problem = known.TryGetValue(name, out ConfigDefinition? definition) ? definition.Problem(value) : unknownPrefix + name;
            if (problem is not null)
            {
                return new ApiError(code, problem);
            }
        }

        return ApiError.None;
    }
}
