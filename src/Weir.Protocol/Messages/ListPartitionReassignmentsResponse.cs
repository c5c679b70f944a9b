namespace Weir.Protocol.Messages;

/// <summary>ListPartitionReassignments response (API key 46), versions 0 to 0.</summary>
[Message(ApiKey.ListPartitionReassignments, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class ListPartitionReassignmentsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    public List<OngoingTopicReassignment> Topics { get; set; } = [];

    public sealed partial class OngoingTopicReassignment
    {
        public string Name { get; set; } = "";

        public List<OngoingPartitionReassignment> Partitions { get; set; } = [];
    }

    public sealed partial class OngoingPartitionReassignment
    {
        public int PartitionIndex { get; set; }

        public List<int> Replicas { get; set; } = [];

        public List<int> AddingReplicas { get; set; } = [];

        public List<int> RemovingReplicas { get; set; } = [];
    }
}
