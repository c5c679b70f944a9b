using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeConfigs, versions 1 to 4: every known setting of a topic or of this broker, with its source; unknown names are left out.
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

        foreach (DescribedConfig setting in settings)
        {
            if (resource.ConfigurationKeys is null || resource.ConfigurationKeys.Contains(setting.Definition.Name))
            {
                result.Configs.Add(ToWire(setting, request));
            }
        }

        return result;
    }

    private ApiError Settings(DescribeConfigsRequest.DescribeConfigsResource resource, out IEnumerable<DescribedConfig> settings)
    {
        settings = [];
        switch ((ConfigResourceType)resource.ResourceType)
        {
            case ConfigResourceType.Topic:
                if (!services.Topics.TryGet(resource.ResourceName, out Topic? topic))
                {
                    ApiError illegal = TopicNames.Check(resource.ResourceName);
                    return illegal.IsNone ? new ApiError(ErrorCode.UnknownTopicOrPartition, $"Topic '{resource.ResourceName}' does not exist.") : illegal;
                }

                settings = describer.DescribeTopic(topic.Config.Overrides);
                return ApiError.None;
            case ConfigResourceType.Broker:
                if (resource.ResourceName.Length > 0 && resource.ResourceName != services.Controller.BrokerResourceName)
                {
                    return new ApiError(ErrorCode.InvalidRequest, $"Unexpected broker id, expected {services.NodeId} or empty string, but received {resource.ResourceName}.");
                }

                settings = resource.ResourceName.Length > 0 ? describer.DescribeBroker() : [];
                return ApiError.None;
            default:
                return new ApiError(ErrorCode.InvalidRequest, $"Settings of resource type {resource.ResourceType} are not available: ask for topics (2) or the broker (4).");
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
