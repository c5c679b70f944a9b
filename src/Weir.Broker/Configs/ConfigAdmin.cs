using Weir.Protocol;

namespace Weir.Broker;

/// <summary>The rules of changing settings, for both alter APIs.</summary>
/// <remarks>Thread model: any thread; holds no state.</remarks>
internal sealed class ConfigAdmin(TopicRegistry topics, MetadataController controller)
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

        error = wanted.Resource.Type == ConfigResourceType.Topic ? ConfigRules.CheckTopic(values) : ConfigRules.CheckBroker(values);
        return !error.IsNone || validateOnly ? error : controller.ChangeConfigs(wanted.Resource.Type, wanted.Resource.Name, values);
    }

    private ApiError CheckResource(ConfigResource resource) => resource.Type switch
    {
        ConfigResourceType.Topic when resource.Name.Length == 0 => new ApiError(ErrorCode.InvalidRequest, "Default topic resources are not allowed."),
        ConfigResourceType.Topic when TopicNames.Check(resource.Name) is { IsNone: false } illegal => illegal,
        ConfigResourceType.Topic when !topics.TryGet(resource.Name, out _) =>
            new ApiError(ErrorCode.UnknownTopicOrPartition, $"The topic '{resource.Name}' does not exist."),
        ConfigResourceType.Topic => ApiError.None,
        ConfigResourceType.Broker when resource.Name == controller.BrokerResourceName => ApiError.None,
        ConfigResourceType.Broker => new ApiError(
            ErrorCode.InvalidRequest, $"Unknown broker '{resource.Name}': the only one is {controller.BrokerResourceName}. Defaults for all brokers are not kept."),
        _ => new ApiError(ErrorCode.InvalidRequest, $"Settings of resource type {(sbyte)resource.Type} are not available: change topics (2) or the broker (4)."),
    };

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
                IReadOnlyDictionary<string, ConfigDefinition> known = type == ConfigResourceType.Topic ? TopicConfigDefinitions.ByName : BrokerConfigDefinitions.ByName;
                if (!known.TryGetValue(change.Name, out ConfigDefinition? definition) || definition.Type != ConfigType.List)
                {
                    return new ApiError(ErrorCode.InvalidConfig, $"Can't {change.Operation.ToString().ToUpperInvariant()} to key {change.Name} because its type is not LIST.");
                }

                string current = before.TryGetValue(change.Name, out string? own) ? own : definition.Default ?? string.Empty;
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
}
