namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Target Assignment Member Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 21)]
public sealed partial class StreamsGroupTargetAssignmentMemberValue
{
    public List<TaskIds> ActiveTasks { get; set; } = [];

    public List<TaskIds> StandbyTasks { get; set; } = [];

    public List<TaskIds> WarmupTasks { get; set; } = [];

    public sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
