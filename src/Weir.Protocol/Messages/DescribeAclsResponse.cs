namespace Weir.Protocol.Messages;

/// <summary>DescribeAcls response (API key 29), versions 1 to 3.</summary>
[Message(ApiKey.DescribeAcls, MessageKind.Response, 1, 3, FlexibleFrom = 2)]
public sealed partial class DescribeAclsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    public List<DescribeAclsResource> Resources { get; set; } = [];

    public sealed partial class DescribeAclsResource
    {
        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public sbyte PatternType { get; set; } = 3;

        public List<AclDescription> Acls { get; set; } = [];
    }

    public sealed partial class AclDescription
    {
        public string Principal { get; set; } = "";

        public string Host { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}
