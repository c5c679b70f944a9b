namespace Weir.Broker;

/// <summary>Settings of one subscription to client metrics (KIP-714).</summary>
internal static class ClientMetricsConfigDefinitions
{
    public const string Interval = "interval.ms";
    public const string Match = "match";
    public const string Metrics = "metrics";

    private const int MinIntervalMs = 100;
    private const int MaxIntervalMs = 3_600_000;

    public static IReadOnlyList<ConfigDefinition> All { get; } =
    [
        new(Interval, ConfigType.Int, "300000", "Milliseconds between a client's pushes, from 100 to 3600000."),
        new(Match, ConfigType.List, "", "Which clients are asked, as selector=regular expression; all must hold. Empty: all clients."),
        new(Metrics, ConfigType.List, "", "Prefixes of the metrics asked for; * for all. Empty: none."),
    ];

    public static IReadOnlyDictionary<string, ConfigDefinition> ByName { get; } = All.ToDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>Properties of a client that <see cref="Match"/> may name.</summary>
    public static IReadOnlyList<string> Selectors { get; } =
        ["client_instance_id", "client_id", "client_software_name", "client_software_version", "client_source_address", "client_source_port"];

    /// <summary>None, or what is wrong, with the codes Kafka uses.</summary>
    public static ApiError Check(IReadOnlyDictionary<string, string?> settings)
    {
        foreach ((string name, string? value) in settings)
        {
            if (value is null)
            {
                continue;
            }

            ApiError error = name switch
            {
                Interval when ConfigText.TypeProblem(ConfigType.Int, value) is { } problem =>
                    new ApiError(Weir.Protocol.ErrorCode.InvalidConfig, $"Invalid value {value} for configuration {name}: {problem}"),
                Interval when ConfigText.ToInt(value) is < MinIntervalMs or > MaxIntervalMs => new ApiError(
                    Weir.Protocol.ErrorCode.InvalidRequest, $"Invalid value {value} for {Interval}, interval must be between {MinIntervalMs} and {MaxIntervalMs} (1 hour)"),
                Match when ConfigText.ToList(value).FirstOrDefault(pattern => !ClientMatch.IsValid(pattern)) is { } wrong =>
                    new ApiError(Weir.Protocol.ErrorCode.InvalidConfig, $"Illegal client matching pattern: {wrong}"),
                Interval or Match or Metrics => ApiError.None,
                _ => new ApiError(Weir.Protocol.ErrorCode.InvalidRequest, $"Unknown client metrics configuration: {name}"),
            };
            if (!error.IsNone)
            {
                return error;
            }
        }

        return ApiError.None;
    }
}
