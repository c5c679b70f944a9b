namespace Weir.Protocol.InternalRecords;

/// <summary>Streams Group Current Member Assignment Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 22)]
public sealed partial class StreamsGroupCurrentMemberAssignmentValue
{
    public int MemberEpoch { get; set; }

    public int PreviousMemberEpoch { get; set; }

    public sbyte State { get; set; }

    public List<TaskIds> ActiveTasks { get; set; } = [];

    public List<TaskIds> StandbyTasks { get; set; } = [];

    public List<TaskIds> WarmupTasks { get; set; } = [];

    public List<TaskIds> ActiveTasksPendingRevocation { get; set; } = [];

    public List<TaskIds> StandbyTasksPendingRevocation { get; set; } = [];

    public List<TaskIds> WarmupTasksPendingRevocation { get; set; } = [];

    public sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];

        [Field(Tag = 0)]
        public List<int>? AssignmentEpochs { get; set; } = [];
    }
}
