namespace Weir.Protocol.Messages;

/// <summary>StreamsGroupHeartbeat response (API key 88), versions 0 to 0.</summary>
[Message(ApiKey.StreamsGroupHeartbeat, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class StreamsGroupHeartbeatResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public int HeartbeatIntervalMs { get; set; }

    public int AcceptableRecoveryLag { get; set; }

    public int TaskOffsetIntervalMs { get; set; }

    public List<StatusData>? Status { get; set; } = [];

    public List<TaskIds>? ActiveTasks { get; set; }

    public List<TaskIds>? StandbyTasks { get; set; }

    public List<TaskIds>? WarmupTasks { get; set; }

    public int EndpointInformationEpoch { get; set; }

    public List<EndpointToPartitions>? PartitionsByUserEndpoint { get; set; }

    public sealed partial class StatusData
    {
        public sbyte StatusCode { get; set; }

        public string StatusDetail { get; set; } = "";
    }

    public sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }

    public sealed partial class EndpointToPartitions
    {
        public Endpoint UserEndpoint { get; set; } = new();

        public List<TopicPartition> ActivePartitions { get; set; } = [];

        public List<TopicPartition> StandbyPartitions { get; set; } = [];
    }

    public sealed partial class Endpoint
    {
        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    public sealed partial class TopicPartition
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
