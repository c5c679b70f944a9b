using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>AlterConfigs, versions 0 to 2 (KIP-133): replaces all settings of a resource; superseded by IncrementalAlterConfigs. Durable before it is answered.</summary>
internal sealed class AlterConfigsHandler(ConfigAdmin admin) : ApiHandler<AlterConfigsRequest, AlterConfigsResponse>(0, 2)
{
    protected override async ValueTask<AlterConfigsResponse?> HandleAsync(AlterConfigsRequest request, RequestContext context)
    {
        ConfigAlteration[] wanted = [.. request.Resources.Select(resource => new ConfigAlteration(
            ResourceOf(resource),
            [.. resource.Configs.Select(config => new ConfigChange(config.Name, ConfigOperation.Set, config.Value))],
            ReplaceAll: true))];
        IReadOnlyList<(ConfigResource Resource, ApiError Error)> results = await admin.AlterAsync(wanted, request.ValidateOnly);
        return new() { Responses = [.. results.Select(result => ToWire(result.Resource, result.Error))] };
    }

    protected override AlterConfigsResponse? ErrorResponse(AlterConfigsRequest request, short version, ErrorCode error) => new()
    {
        Responses = request.Resources.ConvertAll(resource => ToWire(ResourceOf(resource), new ApiError(error, null))),
    };

    private static ConfigResource ResourceOf(AlterConfigsRequest.AlterConfigsResource resource) => new((ConfigResourceType)resource.ResourceType, resource.ResourceName);

    private static AlterConfigsResponse.AlterConfigsResourceResponse ToWire(ConfigResource resource, ApiError error) => new()
    {
        ErrorCode = error.Code,
        ErrorMessage = error.Message,
        ResourceType = (sbyte)resource.Type,
        ResourceName = resource.Name,
    };
}
