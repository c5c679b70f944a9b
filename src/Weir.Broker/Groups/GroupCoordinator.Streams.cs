using System.Diagnostics.CodeAnalysis;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>What concerns streams groups (KIP-1071).</summary>
internal sealed partial class GroupCoordinator
{
    public Task<StreamsHeartbeatResult> HeartbeatAsync(StreamsHeartbeat heartbeat)
    {
        if (heartbeat.Check() is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        string groupId = heartbeat.Request.GroupId;
        var reply = new TaskReply<StreamsHeartbeatResult>();
        if (heartbeat.IsJoin)
        {
            Run(groupId, machine => machine.StreamsHeartbeat(heartbeat, reply));
        }
        else if (!TryRun(groupId, machine => machine.StreamsHeartbeat(heartbeat, reply)))
        {
            string what = heartbeat.Request.MemberEpoch < 0 ? "Group" : "Streams group";
            reply.Send(StreamsHeartbeat.Failure(ErrorCode.GroupIdNotFound, $"{what} {groupId} not found."));
        }

        return reply.Task;
    }

    /// <returns>False when there is no such group, or it is of another kind; <paramref name="exists"/> tells which.</returns>
    public bool TryDescribeStreams(string groupId, [NotNullWhen(true)] out StreamsGroupDescribeResponse.DescribedGroup? described, out bool exists)
    {
        StreamsGroupDescribeResponse.DescribedGroup? found = null;
        exists = TryRun(groupId, machine => found = machine.DescribeStreams());
        described = found;
        return found is not null;
    }
}
