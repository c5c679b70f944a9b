using System.Diagnostics.CodeAnalysis;
using Weir.Protocol;

namespace Weir.Broker;

/// <summary>The rules of changing settings, for both alter APIs.</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class ConfigAdmin(TopicRegistry topics, MetadataController controller, BrokerConfig broker, LoggerLevels loggers)
{
    /// <summary>Makes the changes, each resource for itself; what succeeded is durable when this completes.</summary>
    /// <returns>One result for each resource, in the order they were first named; one named twice is refused.</returns>
    public async ValueTask<IReadOnlyList<(ConfigResource Resource, ApiError Error)>> AlterAsync(IReadOnlyList<ConfigAlteration> wanted, bool validateOnly)
    {
        var results = new List<(ConfigResource Resource, ApiError Error)>(wanted.Count);
        foreach (IGrouping<ConfigResource, ConfigAlteration> named in wanted.GroupBy(alteration => alteration.Resource))
        {
            results.Add((named.Key, named.Skip(1).Any()
                ? new ApiError(ErrorCode.InvalidRequest, "Each resource must appear at most once.")
                : Alter(named.First(), validateOnly)));
        }

        if (validateOnly || results.TrueForAll(result => !result.Error.IsNone))
        {
            return results;
        }

        ErrorCode stored = await controller.FlushedAsync();
        return stored == ErrorCode.None
            ? results
            : results.ConvertAll(result => result.Error.IsNone ? (result.Resource, new ApiError(stored, "The cluster metadata could not be stored.")) : result);
    }

    private ApiError Alter(ConfigAlteration wanted, bool validateOnly)
    {
        ApiError error = CheckResource(wanted.Resource);
        if (error.IsNone && wanted.Changes.Select(change => change.Name).Distinct(StringComparer.Ordinal).Count() != wanted.Changes.Count)
        {
            error = new ApiError(ErrorCode.InvalidRequest, "Error due to duplicate config keys");
        }

        if (!error.IsNone)
        {
            return error;
        }

        if (wanted.Resource.Type == ConfigResourceType.BrokerLogger)
        {
            return wanted.ReplaceAll
                ? new ApiError(ErrorCode.InvalidRequest, "Log levels are changed one by one: use IncrementalAlterConfigs.")
                : loggers.Alter(wanted.Changes, validateOnly);
        }

        IReadOnlyDictionary<string, string> before = controller.ConfigsOf(wanted.Resource.Type, wanted.Resource.Name);
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (ConfigChange change in wanted.Changes)
        {
            error = Resolve(wanted.Resource.Type, change, before, out string? value);
            if (!error.IsNone)
            {
                return error;
            }

            values[change.Name] = value;
        }

        foreach (string removed in wanted.ReplaceAll ? before.Keys : [])
        {
            values.TryAdd(removed, null);
        }

        error = CheckValues(wanted.Resource, values, before);
        if (error.IsNone && wanted.Resource.Type == ConfigResourceType.Topic && !topics.TryGet(wanted.Resource.Name, out _))
        {
            error = new ApiError(ErrorCode.UnknownTopicOrPartition, $"The topic '{wanted.Resource.Name}' does not exist.");
        }

        return !error.IsNone || validateOnly ? error : controller.ChangeConfigs(wanted.Resource.Type, wanted.Resource.Name, values);
    }

    private ApiError CheckValues(ConfigResource resource, Dictionary<string, string?> values, IReadOnlyDictionary<string, string> before)
    {
        ApiError error = resource.Type switch
        {
            ConfigResourceType.Topic => ConfigRules.CheckTopic(values),
            ConfigResourceType.Broker => CheckBroker(values, forAllBrokers: resource.Name == MetadataController.AllBrokersResourceName),
            ConfigResourceType.Group => ConfigRules.CheckGroup(values),
            _ => ClientMetricsConfigDefinitions.Check(values),
        };
        if (!error.IsNone || resource.Type is not (ConfigResourceType.Topic or ConfigResourceType.Group))
        {
            return error;
        }

        var after = before.Where(pair => !values.ContainsKey(pair.Key)).ToDictionary(StringComparer.Ordinal);
        foreach ((string name, string? value) in values)
        {
            if (value is not null)
            {
                after[name] = value;
            }
        }

        if (resource.Type == ConfigResourceType.Topic)
        {
            return ConfigRules.CheckTopicAsWhole(after, broker);
        }

        return GroupConfigDefinitions.Problem(after, broker) is { } problem ? new ApiError(ErrorCode.InvalidConfig, problem) : ApiError.None;
    }

    private ApiError CheckBroker(Dictionary<string, string?> values, bool forAllBrokers)
    {
        ApiError error = ConfigRules.CheckBroker(values, forAllBrokers);
        return error.IsNone ? ThreadPoolBounds.Check(values, forAllBrokers, broker) : error;
    }

    private ApiError CheckResource(ConfigResource resource)
    {
        (ConfigResourceType type, string name) = (resource.Type, resource.Name);
        return type switch
        {
            ConfigResourceType.Topic when name.Length == 0 => Invalid("Default topic resources are not allowed."),
            ConfigResourceType.Topic when TopicNames.Check(name) is { IsNone: false } illegal => illegal,
            ConfigResourceType.Broker or ConfigResourceType.BrokerLogger when name == controller.BrokerResourceName => ApiError.None,
            ConfigResourceType.Broker when name == MetadataController.AllBrokersResourceName => ApiError.None,
            ConfigResourceType.Broker or ConfigResourceType.BrokerLogger => Invalid($"Unexpected broker id, expected {controller.BrokerResourceName}, but received {name}"),
            ConfigResourceType.Group when name.Length == 0 => Invalid("Default group resources are not allowed."),
            ConfigResourceType.ClientMetrics when name.Length == 0 => Invalid("Subscription name can't be empty"),
            ConfigResourceType.Topic or ConfigResourceType.Group or ConfigResourceType.ClientMetrics => ApiError.None,
            _ => Invalid($"Unknown resource type {(sbyte)type}"),
        };
    }

    private static ApiError Invalid(string message) => new(ErrorCode.InvalidRequest, message);

    private static ApiError Resolve(ConfigResourceType type, ConfigChange change, IReadOnlyDictionary<string, string> before, out string? value)
    {
        value = change.Value;
        switch (change.Operation)
        {
            case ConfigOperation.Delete:
                value = null;
                return ApiError.None;
            case ConfigOperation.Set or ConfigOperation.Append or ConfigOperation.Subtract when value is null:
                return new ApiError(ErrorCode.InvalidRequest, $"Null value not supported for : {change.Name}");
            case ConfigOperation.Set:
                return ApiError.None;
            case ConfigOperation.Append or ConfigOperation.Subtract:
                if (!IsList(type, change.Name, out ConfigDefinition? definition))
                {
                    return new ApiError(ErrorCode.InvalidConfig, $"Can't {change.Operation.ToString().ToUpperInvariant()} to key {change.Name} because its type is not LIST.");
                }

                if (change.Operation == ConfigOperation.Append && change.Value!.Length == 0)
                {
                    return new ApiError(ErrorCode.InvalidConfig, $"Can't APPEND an empty text to key {change.Name}: the list would have an empty item.");
                }

                string current = before.TryGetValue(change.Name, out string? own) ? own : definition.Default ?? string.Empty;
                value = Combine(current, change.Value ?? string.Empty, append: change.Operation == ConfigOperation.Append);
                return ApiError.None;
            default:
                return new ApiError(ErrorCode.InvalidRequest, $"Unknown operations type {(sbyte)change.Operation}");
        }
    }

    // Lists of client metrics are stored as text, and Kafka changes them as a whole only.
    private static bool IsList(ConfigResourceType type, string name, [NotNullWhen(true)] out ConfigDefinition? definition) =>
        ConfigDefinitions.Of(type).TryGetValue(name, out definition) && definition.Type == ConfigType.List && type != ConfigResourceType.ClientMetrics;

    private static string Combine(string current, string change, bool append)
    {
        string[] items = ConfigText.ToList(current);
        string[] named = ConfigText.ToList(change);
        return string.Join(',', append ? items.Union(named, StringComparer.Ordinal) : items.Except(named, StringComparer.Ordinal));
    }
}
