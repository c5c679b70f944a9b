using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups.Streams;

/// <summary>Whether a heartbeat may come from who it says it does, and what it tells anew.</summary>
internal static class StreamsMembers
{
    /// <summary>
    /// The member's own epoch; 0 when it starts anew; -1 when it leaves; or the one before with nothing owned beyond the assignment: then the answer
    /// with the new one was lost.
    /// </summary>
    /// <returns>Null when the heartbeat may pass.</returns>
    public static StreamsHeartbeatResult? CheckEpoch(StreamsMember member, StreamsHeartbeat heartbeat)
    {
        int told = heartbeat.Request.MemberEpoch;
        bool isLostAnswer = told == member.PreviousEpoch && heartbeat.Owned is { } owned && owned.All(member.Assigned.ContainsKey);
        if (told is StreamsHeartbeat.JoinEpoch or StreamsHeartbeat.LeaveEpoch || told == member.Epoch || (told < member.Epoch && isLostAnswer))
        {
            return null;
        }

        string comparison = told > member.Epoch ? "greater" : "smaller";
        return StreamsHeartbeat.Failure(
            ErrorCode.FencedMemberEpoch,
            $"The streams group member has a {comparison} member epoch ({told}) than the one known by the group coordinator ({member.Epoch}). " +
            "The member must abandon all its partitions and rejoin.");
    }

    /// <summary>Whether every task a member says it has is one of the topology's.</summary>
    /// <returns>Null when the heartbeat may pass.</returns>
    public static StreamsHeartbeatResult? CheckTasks(StreamsHeartbeat heartbeat, ConfiguredTopology configured)
    {
        foreach (TaskId task in (heartbeat.Owned ?? RoleTask.None).Select(owned => owned.Id))
        {
            if (!configured.Tasks.TryGetValue(task.Subtopology, out int tasks))
            {
                return StreamsHeartbeat.Failure(ErrorCode.InvalidRequest, $"Subtopology {task.Subtopology} does not exist in the topology.");
            }

            if (task.Partition < 0 || task.Partition >= tasks)
            {
                string problem = $"Task {task.Partition} for subtopology {task.Subtopology} is invalid. Number of tasks for this subtopology: {tasks}";
                return StreamsHeartbeat.Failure(ErrorCode.InvalidRequest, problem);
            }
        }

        return null;
    }

    /// <summary>Takes over what the heartbeat tells; null fields tell nothing.</summary>
    /// <returns>Whether anything has changed.</returns>
    public static bool Update(StreamsMember member, StreamsHeartbeat heartbeat, StreamsJournal journal)
    {
        StreamsGroupHeartbeatRequest request = heartbeat.Request;
        StreamsGroupMemberMetadataValue before = member.Metadata;
        var told = new StreamsGroupMemberMetadataValue
        {
            InstanceId = null,
            RackId = request.RackId ?? before.RackId,
            ClientId = heartbeat.ClientId,
            ClientHost = heartbeat.ClientHost,
            RebalanceTimeoutMs = request.RebalanceTimeoutMs == -1 ? before.RebalanceTimeoutMs : request.RebalanceTimeoutMs,
            TopologyEpoch = request.Topology?.Epoch ?? before.TopologyEpoch,
            ProcessId = request.ProcessId ?? before.ProcessId,
            UserEndpoint = request.UserEndpoint is { } endpoint ? new() { Host = endpoint.Host, Port = endpoint.Port } : before.UserEndpoint,
            ClientTags = request.ClientTags is { } tags ? ToTags(tags) : before.ClientTags,
        };
        if (VersionedStructure.Encode(told, 0).AsSpan().SequenceEqual(VersionedStructure.Encode(before, 0)))
        {
            return false;
        }

        member.Metadata = told;
        journal.Changed(StreamsRecordKind.Member, member.Id);
        return true;
    }

    private static List<StreamsGroupMemberMetadataValue.KeyValue> ToTags(List<StreamsGroupHeartbeatRequest.KeyValue> tags) =>
        [.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => new StreamsGroupMemberMetadataValue.KeyValue { Key = tag.Key, Value = tag.Value })];
}
