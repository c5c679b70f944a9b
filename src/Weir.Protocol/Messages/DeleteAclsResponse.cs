namespace Weir.Protocol.Messages;

/// <summary>DeleteAcls response (API key 31), versions 1 to 3.</summary>
[Message(ApiKey.DeleteAcls, MessageKind.Response, 1, 3, FlexibleFrom = 2)]
public sealed partial class DeleteAclsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<DeleteAclsFilterResult> FilterResults { get; set; } = [];

    public sealed partial class DeleteAclsFilterResult
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public List<DeleteAclsMatchingAcl> MatchingAcls { get; set; } = [];
    }

    public sealed partial class DeleteAclsMatchingAcl
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public sbyte ResourceType { get; set; }

        public string ResourceName { get; set; } = "";

        public sbyte PatternType { get; set; } = 3;

        public string Principal { get; set; } = "";

        public string Host { get; set; } = "";

        public sbyte Operation { get; set; }

        public sbyte PermissionType { get; set; }
    }
}
