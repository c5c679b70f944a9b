namespace Weir.Protocol.Messages;

/// <summary>DescribeCluster response (API key 60), versions 0 to 2.</summary>
[Message(ApiKey.DescribeCluster, MessageKind.Response, 0, 2, FlexibleFrom = 0)]
public sealed partial class DescribeClusterResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    [Field(Since = 1)]
    public sbyte EndpointType { get; set; } = 1;

    public string ClusterId { get; set; } = "";

    public int ControllerId { get; set; } = -1;

    public List<DescribeClusterBroker> Brokers { get; set; } = [];

    public int ClusterAuthorizedOperations { get; set; } = int.MinValue;

    public sealed partial class DescribeClusterBroker
    {
        public int BrokerId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }

        [Field(Since = 2)]
        public bool IsFenced { get; set; }
    }
}
