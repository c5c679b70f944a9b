using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DescribeCluster, versions 0 to 2 (KIP-700): this broker, as the listener's clients reach it. v1 asks for brokers or controllers (KIP-919).</summary>
internal sealed class DescribeClusterHandler(BrokerServices services) : ApiHandler<DescribeClusterRequest, DescribeClusterResponse>(0, 2)
{
    private const sbyte BrokerEndpoints = 1;
    private const sbyte ControllerEndpoints = 2;

    protected override ValueTask<DescribeClusterResponse?> HandleAsync(DescribeClusterRequest request, RequestContext context)
    {
        var response = new DescribeClusterResponse();
        if (request.EndpointType != BrokerEndpoints)
        {
            response.ErrorCode = request.EndpointType == ControllerEndpoints ? ErrorCode.MismatchedEndpointType : ErrorCode.UnsupportedEndpointType;
            response.ErrorMessage = "This listener serves brokers: ask for endpoint type 1.";
            return new ValueTask<DescribeClusterResponse?>(response);
        }

        response.ClusterId = services.ClusterId;
        response.ControllerId = services.NodeId;
        response.Brokers = [new() { BrokerId = services.NodeId, Host = context.Advertised.Host, Port = context.Advertised.Port }];
        if (request.IncludeClusterAuthorizedOperations)
        {
            response.ClusterAuthorizedOperations = AuthorizedOperations.AllOnCluster;
        }

        return new ValueTask<DescribeClusterResponse?>(response);
    }
}
