using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>IncrementalAlterConfigs, versions 0 to 1 (KIP-339): sets, deletes, appends to or subtracts from single settings. Durable before it is answered.</summary>
internal sealed class IncrementalAlterConfigsHandler(BrokerServices services, ConfigAdmin admin)
    : ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(0, 1)
{
    protected override async ValueTask<IncrementalAlterConfigsResponse?> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context)
    {
        var response = new IncrementalAlterConfigsResponse();
        foreach (var resource in request.Resources.GroupBy(resource => (resource.ResourceType, resource.ResourceName)))
        {
            ApiError error = resource.Count() > 1
                ? new ApiError(ErrorCode.InvalidRequest, $"Resource '{resource.Key.ResourceName}' is named more than once in the request.")
                : Alter(resource.First(), request.ValidateOnly);
            response.Responses.Add(new()
            {
                ErrorCode = error.Code,
                ErrorMessage = error.Message,
                ResourceType = resource.Key.ResourceType,
                ResourceName = resource.Key.ResourceName,
            });
        }

        ErrorCode stored = request.ValidateOnly ? ErrorCode.None : await services.Controller.FlushedAsync();
        foreach (IncrementalAlterConfigsResponse.AlterConfigsResourceResponse result in response.Responses)
        {
            result.ErrorCode = result.ErrorCode == ErrorCode.None ? stored : result.ErrorCode;
        }

        return response;
    }

    private ApiError Alter(IncrementalAlterConfigsRequest.AlterConfigsResource resource, bool validateOnly)
    {
        ConfigChange[] changes = [.. resource.Configs.Select(config => new ConfigChange(config.Name, (ConfigOperation)config.ConfigOperation, config.Value))];
        return admin.Alter((ConfigResourceType)resource.ResourceType, resource.ResourceName, changes, validateOnly);
    }
}
