namespace Weir.Protocol.Messages;

/// <summary>ListPartitionReassignments request (API key 46), versions 0 to 0.</summary>
[Message(ApiKey.ListPartitionReassignments, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class ListPartitionReassignmentsRequest
{
    public int TimeoutMs { get; set; } = 60000;

    public List<ListPartitionReassignmentsTopics>? Topics { get; set; }

    public sealed partial class ListPartitionReassignmentsTopics
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }
}
