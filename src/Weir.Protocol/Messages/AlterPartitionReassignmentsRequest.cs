namespace Weir.Protocol.Messages;

/// <summary>AlterPartitionReassignments request (API key 45), versions 0 to 1.</summary>
[Message(ApiKey.AlterPartitionReassignments, MessageKind.Request, 0, 1, FlexibleFrom = 0)]
public sealed partial class AlterPartitionReassignmentsRequest
{
    public int TimeoutMs { get; set; } = 60000;

    [Field(Since = 1)]
    public bool AllowReplicationFactorChange { get; set; } = true;

    public List<ReassignableTopic> Topics { get; set; } = [];

    public sealed partial class ReassignableTopic
    {
        public string Name { get; set; } = "";

        public List<ReassignablePartition> Partitions { get; set; } = [];
    }

    public sealed partial class ReassignablePartition
    {
        public int PartitionIndex { get; set; }

        public List<int>? Replicas { get; set; }
    }
}
