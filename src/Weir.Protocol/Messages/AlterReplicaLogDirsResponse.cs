namespace Weir.Protocol.Messages;

/// <summary>AlterReplicaLogDirs response (API key 34), versions 1 to 2.</summary>
[Message(ApiKey.AlterReplicaLogDirs, MessageKind.Response, 1, 2, FlexibleFrom = 2)]
public sealed partial class AlterReplicaLogDirsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<AlterReplicaLogDirTopicResult> Results { get; set; } = [];

    public sealed partial class AlterReplicaLogDirTopicResult
    {
        public string TopicName { get; set; } = "";

        public List<AlterReplicaLogDirPartitionResult> Partitions { get; set; } = [];
    }

    public sealed partial class AlterReplicaLogDirPartitionResult
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
