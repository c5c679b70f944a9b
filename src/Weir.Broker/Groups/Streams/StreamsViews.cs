using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>Streams groups as the protocol shows them.</summary>
internal static class StreamsViews
{
    public static ListGroupsResponse.ListedGroup Summarize(StreamsGroup group) => new()
    {
        GroupId = group.Id,
        ProtocolType = StreamsGroup.TypeName,
        GroupState = group.State.ToString(),
        GroupType = StreamsGroup.TypeName,
    };

    /// <summary>What a member is told of the group besides its tasks.</summary>
    public static List<StreamsGroupHeartbeatResponse.StatusData> Statuses(
        StreamsGroup group, StreamsMember member, ConfiguredTopology configured, bool isDelayed, string? shutdownRequestedBy)
    {
        var statuses = new List<StreamsStatus>();
        if (group.Topology is { } topology && member.Metadata.TopologyEpoch < topology.Epoch)
        {
            string detail = $"The member's topology epoch {member.Metadata.TopologyEpoch} is behind the group's topology epoch {topology.Epoch}.";
            statuses.Add(new(StreamsStatusCode.StaleTopology, detail));
        }

        if (isDelayed)
        {
            statuses.Add(new(StreamsStatusCode.AssignmentDelayed, "Assignment delayed due to the configured initial rebalance delay."));
        }

        if (configured.Problem is { } problem)
        {
            statuses.Add(problem);
        }

        if (shutdownRequestedBy is not null)
        {
            string detail = $"Streams group member {shutdownRequestedBy} encountered a fatal error and requested a shutdown for the entire application.";
            statuses.Add(new(StreamsStatusCode.ShutdownApplication, detail));
        }

        return statuses.ConvertAll(status => new StreamsGroupHeartbeatResponse.StatusData { StatusCode = (sbyte)status.Code, StatusDetail = status.Detail });
    }

    public static void TellTasks(StreamsGroupHeartbeatResponse response, StreamsMember member)
    {
        response.ActiveTasks = Of(TaskRole.Active);
        response.StandbyTasks = Of(TaskRole.Standby);
        response.WarmupTasks = Of(TaskRole.Warmup);

        List<StreamsGroupHeartbeatResponse.TaskIds> Of(TaskRole role) => [.. RoleTasks.BySubtopology(member.Assigned.Keys, role).Select(subtopology =>
            new StreamsGroupHeartbeatResponse.TaskIds { SubtopologyId = subtopology.Id, Partitions = subtopology.Partitions })];
    }

    public static StreamsGroupDescribeResponse.DescribedGroup Describe(StreamsGroup group, ConfiguredTopology? configured) => new()
    {
        GroupId = group.Id,
        GroupState = group.State.ToString(),
        GroupEpoch = group.Epoch,
        AssignmentEpoch = group.TargetEpoch,
        Topology = group.Topology is { } topology ? Describe(topology, configured) : null,
        Members = [.. group.Members.Select(Describe)],
    };

    /// <summary>The topology with the partition counts decided on, once all topics are there; before, with those the application asks for.</summary>
    private static StreamsGroupDescribeResponse.Topology Describe(StreamsTopology topology, ConfiguredTopology? configured) => new()
    {
        Epoch = topology.Epoch,
        Subtopologies = [.. topology.Subtopologies.Select(subtopology => new StreamsGroupDescribeResponse.Subtopology
        {
            SubtopologyId = subtopology.SubtopologyId,
            SourceTopics = [.. subtopology.SourceTopics.Order(StringComparer.Ordinal)],
            RepartitionSinkTopics = [.. subtopology.RepartitionSinkTopics.Order(StringComparer.Ordinal)],
            StateChangelogTopics = Describe(subtopology.StateChangelogTopics, configured),
            RepartitionSourceTopics = Describe(subtopology.RepartitionSourceTopics, configured),
        })],
    };

    private static List<StreamsGroupDescribeResponse.TopicInfo> Describe(List<StreamsGroupTopologyValue.TopicInfo> topics, ConfiguredTopology? configured) =>
    [
        .. topics.OrderBy(topic => topic.Name, StringComparer.Ordinal).Select(topic => new StreamsGroupDescribeResponse.TopicInfo
        {
            Name = topic.Name,
            Partitions = configured is { IsReady: true } ? configured.Partitions[topic.Name] : topic.Partitions,
            ReplicationFactor = topic.ReplicationFactor,
            TopicConfigs = topic.TopicConfigs.ConvertAll(config => new StreamsGroupDescribeResponse.KeyValue { Key = config.Key, Value = config.Value }),
        }),
    ];

    private static StreamsGroupDescribeResponse.Member Describe(StreamsMember member) => new()
    {
        MemberId = member.Id,
        MemberEpoch = member.Epoch,
        InstanceId = member.Metadata.InstanceId,
        RackId = member.Metadata.RackId,
        ClientId = member.Metadata.ClientId,
        ClientHost = member.Metadata.ClientHost,
        TopologyEpoch = member.Metadata.TopologyEpoch,
        ProcessId = member.ProcessId,
        UserEndpoint = member.Metadata.UserEndpoint is { } endpoint ? new() { Host = endpoint.Host, Port = endpoint.Port } : null,
        ClientTags = member.Metadata.ClientTags.ConvertAll(tag => new StreamsGroupDescribeResponse.KeyValue { Key = tag.Key, Value = tag.Value }),
        Assignment = Describe(member.Assigned.Keys),
        TargetAssignment = Describe(member.Target),
    };

    private static StreamsGroupDescribeResponse.Assignment Describe(IEnumerable<RoleTask> tasks)
    {
        List<RoleTask> all = [.. tasks];
        return new() { ActiveTasks = Of(TaskRole.Active), StandbyTasks = Of(TaskRole.Standby), WarmupTasks = Of(TaskRole.Warmup) };

        List<StreamsGroupDescribeResponse.TaskIds> Of(TaskRole role) => [.. RoleTasks.BySubtopology(all, role).Select(subtopology =>
            new StreamsGroupDescribeResponse.TaskIds { SubtopologyId = subtopology.Id, Partitions = subtopology.Partitions })];
    }
}
