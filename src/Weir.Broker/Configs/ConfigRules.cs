using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Checks settings before they are stored.</summary>
internal static class ConfigRules
{
    /// <summary>None, or InvalidConfig with the first problem; null values stand for "the default" and are always right.</summary>
    public static ApiError CheckTopic(IReadOnlyDictionary<string, string?> configs) =>
        Check(configs, TopicConfigDefinitions.ByName, "Unknown topic config name: ");

    /// <summary>As <see cref="CheckTopic"/>, for settings of the broker, of which only the changeable ones may be set.</summary>
    public static ApiError CheckBroker(IReadOnlyDictionary<string, string?> configs)
    {
        ApiError error = Check(configs, BrokerConfigDefinitions.ByName, "Unknown broker config name: ");
        string? readOnly = configs.Keys.FirstOrDefault(name => error.IsNone && BrokerConfigDefinitions.ByName[name].IsReadOnly);
        return readOnly is null
            ? error
            : new ApiError(ErrorCode.InvalidRequest, $"Cannot update these configs dynamically: {readOnly}. Set it when the broker starts.");
    }

    private static ApiError Check(IReadOnlyDictionary<string, string?> configs, IReadOnlyDictionary<string, ConfigDefinition> known, string unknownPrefix)
    {
        foreach ((string name, string? value) in configs)
        {
            string? problem = known.TryGetValue(name, out ConfigDefinition? definition)
                ? value is null ? null : definition.Problem(value)
                : unknownPrefix + name;
            if (problem is not null)
            {
                return new ApiError(ErrorCode.InvalidConfig, problem);
            }
        }

        return ApiError.None;
    }
}
