namespace Weir.Protocol.Messages;

/// <summary>DescribeGroups response (API key 15), versions 0 to 6.</summary>
[Message(ApiKey.DescribeGroups, MessageKind.Response, 0, 6, FlexibleFrom = 5)]
public sealed partial class DescribeGroupsResponse : IThrottledResponse
{
    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    public List<DescribedGroup> Groups { get; set; } = [];

    public sealed partial class DescribedGroup
    {
        public ErrorCode ErrorCode { get; set; }

        [Field(Since = 6)]
        public string? ErrorMessage { get; set; }

        public string GroupId { get; set; } = "";

        public string GroupState { get; set; } = "";

        public string ProtocolType { get; set; } = "";

        public string ProtocolData { get; set; } = "";

        public List<DescribedGroupMember> Members { get; set; } = [];

        [Field(Since = 3)]
        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    public sealed partial class DescribedGroupMember
    {
        public string MemberId { get; set; } = "";

        [Field(Since = 4)]
        public string? GroupInstanceId { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        public ReadOnlyMemory<byte> MemberMetadata { get; set; }

        public ReadOnlyMemory<byte> MemberAssignment { get; set; }
    }
}
