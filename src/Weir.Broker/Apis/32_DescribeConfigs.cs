using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeConfigs, versions 1 to 4: every known setting of a topic, of this broker or the default of all, of a group or of a subscription to client
/// metrics, with its source, and the levels of this broker's loggers; those asked for by name in the order of the names, unknown names left out.
/// Synonyms and documentation (v3, KIP-569) when asked for.
/// </summary>
internal sealed class DescribeConfigsHandler(BrokerServices services, ConfigDescriber describer)
    : ApiHandler<DescribeConfigsRequest, DescribeConfigsResponse>(1, 4)
{
    protected override ValueTask<DescribeConfigsResponse?> HandleAsync(DescribeConfigsRequest request, RequestContext context)
    {
        var response = new DescribeConfigsResponse();
        foreach (DescribeConfigsRequest.DescribeConfigsResource resource in request.Resources)
        {
            response.Results.Add(Describe(resource, request));
        }

        return new ValueTask<DescribeConfigsResponse?>(response);
    }

    private DescribeConfigsResponse.DescribeConfigsResult Describe(DescribeConfigsRequest.DescribeConfigsResource resource, DescribeConfigsRequest request)
    {
        var result = new DescribeConfigsResponse.DescribeConfigsResult
        {
            ResourceType = resource.ResourceType,
            ResourceName = resource.ResourceName,
            ErrorMessage = null,
        };
        ApiError error = Settings(resource, out IEnumerable<DescribedConfig> settings);
        if (!error.IsNone)
        {
            (result.ErrorCode, result.ErrorMessage) = (error.Code, error.Message);
            return result;
        }

        if (resource.ConfigurationKeys is { Count: > 0 } names)
        {
            settings = settings.Where(setting => names.Contains(setting.Definition.Name)).OrderBy(setting => names.IndexOf(setting.Definition.Name));
        }

        result.Configs.AddRange(settings.Select(setting => ToWire(setting, request)));
        return result;
    }

    private ApiError Settings(DescribeConfigsRequest.DescribeConfigsResource resource, out IEnumerable<DescribedConfig> settings)
    {
        settings = [];
        string name = resource.ResourceName;
        var type = (ConfigResourceType)resource.ResourceType;
        switch (type)
        {
            case ConfigResourceType.Topic:
                if (!services.Topics.TryGet(name, out Topic? topic))
                {
                    ApiError illegal = TopicNames.Check(name);
                    return illegal.IsNone ? new ApiError(ErrorCode.UnknownTopicOrPartition, $"Topic '{name}' does not exist.") : illegal;
                }

                settings = describer.DescribeTopic(topic.Config.Overrides);
                return ApiError.None;
            case ConfigResourceType.Broker when name == MetadataController.AllBrokersResourceName:
                settings = describer.DescribeBrokerDefaults();
                return ApiError.None;
            case ConfigResourceType.Broker or ConfigResourceType.BrokerLogger when name != services.Controller.BrokerResourceName:
                return new ApiError(ErrorCode.InvalidRequest, $"Unexpected broker id, expected {services.NodeId} or empty string, but received {name}");
            case ConfigResourceType.Broker:
                settings = describer.DescribeBroker();
                return ApiError.None;
            case ConfigResourceType.BrokerLogger:
                settings = services.LoggerLevels.All.Select(logger => new DescribedConfig(
                    new ConfigDefinition(logger.Name, ConfigType.Unknown, null, string.Empty), logger.Level, ConfigSource.DynamicBrokerLogger, IsReadOnly: false, []));
                return ApiError.None;
            case ConfigResourceType.Group or ConfigResourceType.ClientMetrics when name.Length == 0:
                string kind = type == ConfigResourceType.Group ? "Group" : "Client metrics subscription";
                return new ApiError(ErrorCode.InvalidRequest, $"{kind} name must not be empty");
            case ConfigResourceType.Group:
                settings = describer.DescribeGroup(services.Controller.ConfigsOf(type, name));
                return ApiError.None;
            case ConfigResourceType.ClientMetrics:
                settings = describer.DescribeClientMetrics(services.Controller.ConfigsOf(type, name));
                return ApiError.None;
            default:
                return new ApiError(ErrorCode.InvalidRequest, $"Unsupported resource type: {resource.ResourceType}");
        }
    }

    private static DescribeConfigsResponse.DescribeConfigsResourceResult ToWire(DescribedConfig setting, DescribeConfigsRequest request) => new()
    {
        Name = setting.Definition.Name,
        Value = setting.Definition.Type == ConfigType.Password ? null : setting.Value,
        ReadOnly = setting.IsReadOnly,
        ConfigSource = (sbyte)setting.Source,
        IsSensitive = setting.Definition.Type == ConfigType.Password,
        ConfigType = (sbyte)setting.Definition.Type,
        Documentation = request.IncludeDocumentation ? setting.Definition.Documentation : null,
        Synonyms = request.IncludeSynonyms
            ? setting.Synonyms.Where(synonym => synonym.Value is not null)
                .Select(synonym => new DescribeConfigsResponse.DescribeConfigsSynonym { Name = synonym.Name, Value = synonym.Value, Source = (sbyte)synonym.Source })
                .ToList()
            : [],
    };

    protected override DescribeConfigsResponse? ErrorResponse(DescribeConfigsRequest request, short version, ErrorCode error) => new()
    {
        Results = request.Resources.ConvertAll(resource => new DescribeConfigsResponse.DescribeConfigsResult
        {
            ResourceType = resource.ResourceType,
            ResourceName = resource.ResourceName,
            ErrorCode = error,
        }),
    };
}
