using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>AlterConfigs, versions 0 to 2 (KIP-133): replaces all settings of a resource; superseded by IncrementalAlterConfigs. Durable before it is answered.</summary>
internal sealed class AlterConfigsHandler(BrokerServices services, ConfigAdmin admin) : ApiHandler<AlterConfigsRequest, AlterConfigsResponse>(0, 2)
{
    protected override async ValueTask<AlterConfigsResponse?> HandleAsync(AlterConfigsRequest request, RequestContext context)
    {
        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources.GroupBy(resource => (resource.ResourceType, resource.ResourceName)))
        {
            ApiError error = resource.Count() > 1
                ? new ApiError(ErrorCode.InvalidRequest, $"Resource '{resource.Key.ResourceName}' is named more than once in the request.")
                : Replace(resource.First(), request.ValidateOnly);
            response.Responses.Add(new()
            {
                ErrorCode = error.Code,
                ErrorMessage = error.Message,
                ResourceType = resource.Key.ResourceType,
                ResourceName = resource.Key.ResourceName,
            });
        }

        ErrorCode stored = request.ValidateOnly ? ErrorCode.None : await services.Controller.FlushedAsync();
        foreach (AlterConfigsResponse.AlterConfigsResourceResponse result in response.Responses)
        {
            result.ErrorCode = result.ErrorCode == ErrorCode.None ? stored : result.ErrorCode;
        }

        return response;
    }

    private ApiError Replace(AlterConfigsRequest.AlterConfigsResource resource, bool validateOnly)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (AlterConfigsRequest.AlterableConfig config in resource.Configs)
        {
            if (config.Value is null || !settings.TryAdd(config.Name, config.Value))
            {
                return new ApiError(ErrorCode.InvalidRequest, $"Setting {config.Name} is null or named more than once.");
            }
        }

        return admin.Replace((ConfigResourceType)resource.ResourceType, resource.ResourceName, settings, validateOnly);
    }
}
