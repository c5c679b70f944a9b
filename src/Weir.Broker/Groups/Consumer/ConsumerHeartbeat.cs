using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Consumer;

/// <summary>A ConsumerGroupHeartbeat request with what its connection tells.</summary>
internal sealed record ConsumerHeartbeat(ConsumerGroupHeartbeatRequest Request, short ApiVersion, string ClientId, string ClientHost)
{
    public const int JoinEpoch = 0;
    public const int LeaveEpoch = -1;
    public const int LeaveStaticEpoch = ConsumerMember.LeftForNowEpoch;

    /// <summary>First version in which the client makes up the member id (KIP-1082).</summary>
    private const short ClientMakesMemberId = 1;

    private const int Unchanged = -1;

    public bool IsJoin => Request.MemberEpoch == JoinEpoch;

    /// <summary>Whether everything was told anew, as after an error: then the answer tells everything too.</summary>
    public bool IsFull => Request.RebalanceTimeoutMs != Unchanged
        && (Request.SubscribedTopicNames is not null || Request.SubscribedTopicRegex is not null)
        && Request.TopicPartitions is not null;

    /// <summary>What the member says it owns; null when it did not say.</summary>
    public IReadOnlySet<TopicIdPartition>? Owned { get; } =
        Request.TopicPartitions?.SelectMany(t => t.Partitions.Select(p => new TopicIdPartition(t.TopicId, p))).ToHashSet();

    public static ConsumerGroupHeartbeatResponse Failure(ErrorCode error, string message) => new() { ErrorCode = error, ErrorMessage = message };

    /// <summary>What can be refused without looking at a group.</summary>
    /// <returns>Null when there is nothing wrong.</returns>
    public ConsumerGroupHeartbeatResponse? Check(ConsumerOptions options)
    {
        string? problem = ProblemOfIdentity() ?? ProblemOfEpoch();
        if (problem is not null)
        {
            return Failure(ErrorCode.InvalidRequest, problem);
        }

        if (Request.ServerAssignor is { } assignor && !options.Assignors.Contains(assignor))
        {
            return Failure(ErrorCode.UnsupportedAssignor, $"ServerAssignor {assignor} is not supported. Supported assignors: {string.Join(", ", options.Assignors)}.");
        }

        return Request.SubscribedTopicRegex is { Length: > 0 } regex && !RegexTopics.TryParse(regex, out _, out string? wrong)
            ? Failure(ErrorCode.InvalidRegularExpression, $"SubscribedTopicRegex `{regex}` is not a valid regular expression: {wrong}.")
            : null;
    }

    private string? ProblemOfIdentity()
    {
        bool needsMemberId = ApiVersion >= ClientMakesMemberId || Request.MemberEpoch is > JoinEpoch or LeaveEpoch;
        return needsMemberId && string.IsNullOrWhiteSpace(Request.MemberId) ? "MemberId can't be empty."
            : string.IsNullOrWhiteSpace(Request.GroupId) ? "GroupId can't be empty."
            : Request.InstanceId is not null && string.IsNullOrWhiteSpace(Request.InstanceId) ? "InstanceId can't be empty."
            : Request.RackId is not null && string.IsNullOrWhiteSpace(Request.RackId) ? "RackId can't be empty."
            : null;
    }

    private string? ProblemOfEpoch() => Request.MemberEpoch switch
    {
        JoinEpoch when Request.RebalanceTimeoutMs == Unchanged => "RebalanceTimeoutMs must be provided in first request.",
        JoinEpoch when Request.TopicPartitions is not { Count: 0 } => "TopicPartitions must be empty when (re-)joining.",
        JoinEpoch when Request.SubscribedTopicNames is null && Request.SubscribedTopicRegex is null =>
            "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.",
        LeaveStaticEpoch when Request.InstanceId is null => "InstanceId can't be null.",
        < LeaveStaticEpoch => "MemberEpoch is invalid.",
        _ => null,
    };
}
