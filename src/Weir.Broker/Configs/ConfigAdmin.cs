using Weir.Protocol;

namespace Weir.Broker;

/// <summary>The rules of changing settings, for both alter APIs. What it changes is visible at once and durable after <see cref="MetadataController.FlushedAsync"/>.</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class ConfigAdmin(TopicRegistry topics, MetadataController controller)
{
    /// <summary>Applies single operations (KIP-339).</summary>
    public ApiError Alter(ConfigResourceType type, string name, IReadOnlyList<ConfigChange> changes, bool validateOnly)
    {
        ApiError error = CheckResource(type, name);
        if (error.IsNone && changes.Select(change => change.Name).Distinct(StringComparer.Ordinal).Count() != changes.Count)
        {
            error = new ApiError(ErrorCode.InvalidRequest, "A setting is named more than once.");
        }

        if (!error.IsNone)
        {
            return error;
        }

        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (ConfigChange change in changes)
        {
            error = Resolve(type, name, change, out string? value);
            if (!error.IsNone)
            {
                return error;
            }

            values[change.Name] = value;
        }

        return Store(type, name, values, validateOnly);
    }

    /// <summary>Replaces everything that is set on the resource.</summary>
    public ApiError Replace(ConfigResourceType type, string name, IReadOnlyDictionary<string, string?> settings, bool validateOnly)
    {
        ApiError error = CheckResource(type, name);
        if (!error.IsNone)
        {
            return error;
        }

        var values = new Dictionary<string, string?>(settings, StringComparer.Ordinal);
        foreach (string removed in controller.ConfigsOf(type, name).Keys)
        {
            values.TryAdd(removed, null);
        }

        return Store(type, name, values, validateOnly);
    }

    private ApiError CheckResource(ConfigResourceType type, string name) => type switch
    {
        ConfigResourceType.Topic when TopicNames.Check(name) is { IsNone: false } illegal => illegal,
        ConfigResourceType.Topic when !topics.TryGet(name, out _) => new ApiError(ErrorCode.UnknownTopicOrPartition, $"Topic '{name}' does not exist."),
        ConfigResourceType.Topic => ApiError.None,
        ConfigResourceType.Broker when name == controller.BrokerResourceName => ApiError.None,
        ConfigResourceType.Broker => new ApiError(ErrorCode.InvalidRequest, $"Unknown broker '{name}': the only one is {controller.BrokerResourceName}. Defaults for all brokers are not kept."),
        _ => new ApiError(ErrorCode.InvalidRequest, $"Settings of resource type {(sbyte)type} are not available: change topics (2) or the broker (4)."),
    };

    private ApiError Store(ConfigResourceType type, string name, Dictionary<string, string?> values, bool validateOnly)
    {
        ApiError error = type == ConfigResourceType.Topic ? ConfigRules.CheckTopic(values) : ConfigRules.CheckBroker(values);
        return !error.IsNone || validateOnly ? error : controller.ChangeConfigs(type, name, values);
    }

    private ApiError Resolve(ConfigResourceType type, string name, ConfigChange change, out string? value)
    {
        value = change.Value;
        switch (change.Operation)
        {
            case ConfigOperation.Set:
                return value is null ? Invalid(change, "a null value cannot be set; delete it instead") : ApiError.None;
            case ConfigOperation.Delete:
                value = null;
                return ApiError.None;
            case ConfigOperation.Append or ConfigOperation.Subtract:
                IReadOnlyDictionary<string, ConfigDefinition> known = type == ConfigResourceType.Topic ? TopicConfigDefinitions.ByName : BrokerConfigDefinitions.ByName;
                if (!known.TryGetValue(change.Name, out ConfigDefinition? definition) || definition.Type != ConfigType.List)
                {
                    return new ApiError(ErrorCode.InvalidConfig, $"Can't {change.Operation.ToString().ToUpperInvariant()} to key {change.Name} because its type is not LIST.");
                }

                string current = controller.ConfigsOf(type, name).TryGetValue(change.Name, out string? own) ? own : definition.Default ?? string.Empty;
                value = Combine(current, change.Value ?? string.Empty, append: change.Operation == ConfigOperation.Append);
                return ApiError.None;
            default:
                return new ApiError(ErrorCode.InvalidRequest, $"Unknown operation {(sbyte)change.Operation} on {change.Name}.");
        }
    }

    private static string Combine(string current, string change, bool append)
    {
        string[] items = ConfigText.ToList(current);
        string[] named = ConfigText.ToList(change);
        return string.Join(',', append ? items.Union(named, StringComparer.Ordinal) : items.Except(named, StringComparer.Ordinal));
    }

    private static ApiError Invalid(ConfigChange change, string problem) => new(ErrorCode.InvalidConfig, $"{change.Name}: {problem}.");
}
