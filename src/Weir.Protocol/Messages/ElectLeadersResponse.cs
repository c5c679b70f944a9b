namespace Weir.Protocol.Messages;

/// <summary>ElectLeaders response (API key 43), versions 0 to 2.</summary>
[Message(ApiKey.ElectLeaders, MessageKind.Response, 0, 2, FlexibleFrom = 2)]
public sealed partial class ElectLeadersResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 1)]
    public ErrorCode ErrorCode { get; set; }

    public List<ReplicaElectionResult> ReplicaElectionResults { get; set; } = [];

    public sealed partial class ReplicaElectionResult
    {
        public string Topic { get; set; } = "";

        public List<PartitionResult> PartitionResult { get; set; } = [];
    }

    public sealed partial class PartitionResult
    {
        public int PartitionId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
