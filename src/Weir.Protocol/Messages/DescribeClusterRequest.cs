namespace Weir.Protocol.Messages;

/// <summary>DescribeCluster request (API key 60), versions 0 to 2.</summary>
[Message(ApiKey.DescribeCluster, MessageKind.Request, 0, 2, FlexibleFrom = 0)]
public sealed partial class DescribeClusterRequest
{
    public bool IncludeClusterAuthorizedOperations { get; set; }

    [Field(Since = 1)]
    public sbyte EndpointType { get; set; } = 1;

    [Field(Since = 2)]
    public bool IncludeFencedBrokers { get; set; }
}
