using System.Globalization;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ListConfigResources, versions 0 to 1: v0 names the subscriptions to client metrics (KIP-1000), v1 the resources of all types, or of those asked for
/// (KIP-1142): every topic, this broker with its loggers, and the groups that have settings.
/// </summary>
internal sealed class ListConfigResourcesHandler(BrokerServices services) : ApiHandler<ListConfigResourcesRequest, ListConfigResourcesResponse>(0, 1)
{
    private static readonly ConfigResourceType[] Served =
        [ConfigResourceType.Topic, ConfigResourceType.Broker, ConfigResourceType.BrokerLogger, ConfigResourceType.ClientMetrics, ConfigResourceType.Group];

    protected override ValueTask<ListConfigResourcesResponse?> HandleAsync(ListConfigResourcesRequest request, RequestContext context)
    {
        ConfigResourceType[] wanted = context.ApiVersion == 0
            ? [ConfigResourceType.ClientMetrics]
            : request.ResourceTypes.Count == 0 ? Served : [.. request.ResourceTypes.Select(type => (ConfigResourceType)type).Distinct()];
        var response = new ListConfigResourcesResponse();
        if (wanted.Except(Served).Any())
        {
            response.ErrorCode = ErrorCode.UnsupportedVersion;
            return new ValueTask<ListConfigResourcesResponse?>(response);
        }

        foreach (ConfigResourceType type in wanted)
        {
            response.ConfigResources.AddRange(NamesOf(type).Select(
                name => new ListConfigResourcesResponse.ConfigResource { ResourceName = name, ResourceType = (sbyte)type }));
        }

        return new ValueTask<ListConfigResourcesResponse?>(response);
    }

    private IEnumerable<string> NamesOf(ConfigResourceType type) => type switch
    {
        ConfigResourceType.Topic => services.Topics.All.Select(topic => topic.Name).Order(StringComparer.Ordinal),
        ConfigResourceType.Broker or ConfigResourceType.BrokerLogger => [services.NodeId.ToString(CultureInfo.InvariantCulture)],
        _ => services.Controller.ConfiguredResources(type).Order(StringComparer.Ordinal),
    };
}
