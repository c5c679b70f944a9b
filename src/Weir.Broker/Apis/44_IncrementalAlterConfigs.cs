using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>IncrementalAlterConfigs, versions 0 to 1 (KIP-339): sets, deletes, appends to or subtracts from single settings. Durable before it is answered.</summary>
internal sealed class IncrementalAlterConfigsHandler(ConfigAdmin admin) : ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(0, 1)
{
    protected override async ValueTask<IncrementalAlterConfigsResponse?> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context)
    {
        ConfigAlteration[] wanted = [.. request.Resources.Select(resource => new ConfigAlteration(
            ResourceOf(resource),
            [.. resource.Configs.Select(config => new ConfigChange(config.Name, (ConfigOperation)config.ConfigOperation, config.Value))],
            ReplaceAll: false))];
        IReadOnlyList<(ConfigResource Resource, ApiError Error)> results = await admin.AlterAsync(wanted, request.ValidateOnly);
        return new() { Responses = [.. results.Select(result => ToWire(result.Resource, result.Error))] };
    }

    protected override IncrementalAlterConfigsResponse? ErrorResponse(IncrementalAlterConfigsRequest request, short version, ErrorCode error) => new()
    {
        Responses = request.Resources.ConvertAll(resource => ToWire(ResourceOf(resource), new ApiError(error, null))),
    };

    private static ConfigResource ResourceOf(IncrementalAlterConfigsRequest.AlterConfigsResource resource) => new((ConfigResourceType)resource.ResourceType, resource.ResourceName);

    private static IncrementalAlterConfigsResponse.AlterConfigsResourceResponse ToWire(ConfigResource resource, ApiError error) => new()
    {
        ErrorCode = error.Code,
        ErrorMessage = error.Message,
        ResourceType = (sbyte)resource.Type,
        ResourceName = resource.Name,
    };
}
