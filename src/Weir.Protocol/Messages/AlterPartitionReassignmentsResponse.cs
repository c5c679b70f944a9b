namespace Weir.Protocol.Messages;

/// <summary>AlterPartitionReassignments response (API key 45), versions 0 to 1.</summary>
[Message(ApiKey.AlterPartitionReassignments, MessageKind.Response, 0, 1, FlexibleFrom = 0)]
public sealed partial class AlterPartitionReassignmentsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 1)]
    public bool AllowReplicationFactorChange { get; set; } = true;

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    public List<ReassignableTopicResponse> Responses { get; set; } = [];

    public sealed partial class ReassignableTopicResponse
    {
        public string Name { get; set; } = "";

        public List<ReassignablePartitionResponse> Partitions { get; set; } = [];
    }

    public sealed partial class ReassignablePartitionResponse
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
