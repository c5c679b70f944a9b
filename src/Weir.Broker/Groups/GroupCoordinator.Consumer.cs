using System.Diagnostics.CodeAnalysis;
using Weir.Broker.Groups.Consumer;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>What concerns groups of KIP-848.</summary>
internal sealed partial class GroupCoordinator
{
    public Task<ConsumerGroupHeartbeatResponse> HeartbeatAsync(ConsumerHeartbeat heartbeat)
    {
        if (heartbeat.Check(_options.Consumer) is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        ConsumerGroupHeartbeatRequest request = heartbeat.Request;
        var reply = new TaskReply<ConsumerGroupHeartbeatResponse>();
        if (heartbeat.IsJoin)
        {
            if (request.MemberId.Length == 0)
            {
                request.MemberId = Guid.NewGuid().ToString();
            }

            Run(request.GroupId, machine => machine.ConsumerHeartbeat(heartbeat, reply));
        }
        else if (!TryRun(request.GroupId, machine => machine.ConsumerHeartbeat(heartbeat, reply)))
        {
            string what = request.MemberEpoch < 0 ? "Group" : "Consumer group";
            reply.Send(ConsumerHeartbeat.Failure(ErrorCode.GroupIdNotFound, $"{what} {request.GroupId} not found."));
        }

        return reply.Task;
    }

    /// <returns>False when there is no such group, or it is of another kind; <paramref name="exists"/> tells which.</returns>
    public bool TryDescribeConsumer(string groupId, [NotNullWhen(true)] out ConsumerGroupDescribeResponse.DescribedGroup? described, out bool exists)
    {
        ConsumerGroupDescribeResponse.DescribedGroup? found = null;
        exists = TryRun(groupId, machine => found = machine.DescribeConsumer());
        described = found;
        return found is not null;
    }

    /// <summary>Whether a member may fetch offsets; a group that does not exist has none to hide.</summary>
    public ErrorCode CheckFetch(string groupId, string? memberId, int epoch)
    {
        ErrorCode error = ErrorCode.None;
        TryRun(groupId, machine => error = machine.CheckFetch(memberId, epoch));
        return error;
    }
}
