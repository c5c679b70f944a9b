namespace Weir.Protocol.Messages;

/// <summary>DescribeAcls request (API key 29), versions 1 to 3.</summary>
[Message(ApiKey.DescribeAcls, MessageKind.Request, 1, 3, FlexibleFrom = 2)]
public sealed partial class DescribeAclsRequest
{
    public sbyte ResourceTypeFilter { get; set; }

    public string? ResourceNameFilter { get; set; } = "";

    public sbyte PatternTypeFilter { get; set; } = 3;

    public string? PrincipalFilter { get; set; } = "";

    public string? HostFilter { get; set; } = "";

    public sbyte Operation { get; set; }

    public sbyte PermissionType { get; set; }
}
