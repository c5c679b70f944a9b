using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>A StreamsGroupHeartbeat request with what its connection tells.</summary>
internal sealed record StreamsHeartbeat(StreamsGroupHeartbeatRequest Request, string ClientId, string ClientHost)
{
    public const int JoinEpoch = 0;
    public const int LeaveEpoch = -1;
    public const int LeaveStaticEpoch = -2;

    private const int Unchanged = -1;

    public bool IsJoin => Request.MemberEpoch == JoinEpoch;

    /// <summary>Whether everything was told anew, as after an error: then the answer tells everything too.</summary>
    public bool IsFull => Request.RebalanceTimeoutMs != Unchanged && Request.ActiveTasks is not null;

    /// <summary>What the member says it has; null when it did not say.</summary>
    public IReadOnlySet<RoleTask>? Owned { get; } = Request.ActiveTasks is { } active
        ? [.. Of(TaskRole.Active, active), .. Of(TaskRole.Standby, Request.StandbyTasks ?? []), .. Of(TaskRole.Warmup, Request.WarmupTasks ?? [])]
        : (HashSet<RoleTask>?)null;

    public static StreamsHeartbeatResult Failure(ErrorCode error, string message) => new(new() { ErrorCode = error, ErrorMessage = message }, []);

    /// <summary>What can be refused without looking at a group; what Apache Kafka 4.3 does not support either comes first.</summary>
    /// <returns>Null when there is nothing wrong.</returns>
    public StreamsHeartbeatResult? Check()
    {
        if ((ProblemOfSupport() ?? ProblemOfIdentity() ?? ProblemOfEpoch()) is { } problem)
        {
            return Failure(ErrorCode.InvalidRequest, problem);
        }

        if (IsJoin && ProblemOfTopology(Request.Topology!) is { } invalid)
        {
            return Failure(ErrorCode.StreamsInvalidTopology, invalid);
        }

        return ProblemOfTasks() is { } wrong ? Failure(ErrorCode.InvalidRequest, wrong) : null;
    }

    private static IEnumerable<RoleTask> Of(TaskRole role, List<StreamsGroupHeartbeatRequest.TaskIds> tasks) =>
        tasks.SelectMany(task => task.Partitions.Select(partition => new RoleTask(role, task.SubtopologyId, partition)));

    private static string? ProblemOfTopology(StreamsGroupHeartbeatRequest.TopologyData topology) =>
        topology.Subtopologies.SelectMany(subtopology => subtopology.StateChangelogTopics).FirstOrDefault(topic => topic.Partitions != 0) is { } sized
            ? $"Changelog topic {sized.Name} must have an undefined partition count, but it is set to {sized.Partitions}."
            : StreamsTopology.ProblemOf(topology);

    private string? ProblemOfSupport() =>
        Request.InstanceId is not null ? "Static membership is not yet supported."
        : Request.TaskOffsets is not null ? "TaskOffsets are not supported yet."
        : Request.TaskEndOffsets is not null ? "TaskEndOffsets are not supported yet."
        : Request.WarmupTasks is { Count: > 0 } ? "WarmupTasks are not supported yet."
        : Request.Topology?.Subtopologies.Exists(subtopology => subtopology.SourceTopicRegex.Count > 0) == true
            ? "Regular expressions for source topics are not supported yet."
        : null;

    private string? ProblemOfIdentity() =>
        string.IsNullOrWhiteSpace(Request.MemberId) ? "MemberId can't be empty."
        : string.IsNullOrWhiteSpace(Request.GroupId) ? "GroupId can't be empty."
        : Request.RackId is not null && string.IsNullOrWhiteSpace(Request.RackId) ? "RackId can't be empty."
        : null;

    private string? ProblemOfEpoch() => Request.MemberEpoch switch
    {
        JoinEpoch when Request.RebalanceTimeoutMs == Unchanged => "RebalanceTimeoutMs must be provided in first request.",
        JoinEpoch when Request.ActiveTasks is not { Count: 0 } => "ActiveTasks must be empty when (re-)joining.",
        JoinEpoch when Request.StandbyTasks is not { Count: 0 } => "StandbyTasks must be empty when (re-)joining.",
        JoinEpoch when Request.WarmupTasks is not { Count: 0 } => "WarmupTasks must be empty when (re-)joining.",
        JoinEpoch when Request.Topology is null => "Topology must be non-null when (re-)joining.",
        LeaveStaticEpoch => "InstanceId can't be null.",
        < LeaveStaticEpoch => $"MemberEpoch is {Request.MemberEpoch}, but must be greater than or equal to -2.",
        _ => null,
    };

    private string? ProblemOfTasks()
    {
        int told = (Request.ActiveTasks is null ? 0 : 1) + (Request.StandbyTasks is null ? 0 : 1) + (Request.WarmupTasks is null ? 0 : 1);
        return told is not 0 and not 3 ? "If one task-type is non-null, all must be non-null."
            : !IsJoin && Request.Topology is not null ? "Topology can only be provided when (re-)joining."
            : null;
    }
}
