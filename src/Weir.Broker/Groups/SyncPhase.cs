using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>The rules of SyncGroup: members wait for the leader's assignment, which is durable before anyone gets it.</summary>
/// <remarks>Thread model: owned by its <see cref="GroupMachine"/>.</remarks>
internal sealed class SyncPhase(ClassicGroup group, GroupRebalance rebalance, IGroupOutbox outbox)
{
    private const int NoGeneration = -1;

    // A leader that repeats its request must not write, and perhaps change, an assignment that is on its way to the log.
    private int _generationBeingWritten = NoGeneration;

    public static SyncGroupResponse Failure(ErrorCode error) => new() { ErrorCode = error };

    public static SyncGroupResponse Assignment(ClassicGroup group, GroupMember member) => new()
    {
        ProtocolType = group.ProtocolType,
        ProtocolName = group.Protocol,
        Assignment = member.Assignment,
    };

    public void Sync(SyncGroupRequest request, IReplyTo<SyncGroupResponse> reply)
    {
        ErrorCode error = Check(request);
        if (error != ErrorCode.None || !group.Members.TryGet(request.MemberId, out GroupMember? member))
        {
            outbox.Reply(reply, Failure(error));
            return;
        }

        rebalance.SyncReceived(member);
        rebalance.RenewSession(member);
        if (group.State == GroupState.Stable)
        {
            outbox.Reply(reply, Assignment(group, member));
            return;
        }

        rebalance.AnswerSync(member, Failure(ErrorCode.RebalanceInProgress));
        member.AwaitingSync = reply;
        if (group.Members.IsLeader(member.Id) && _generationBeingWritten != group.Generation)
        {
            WriteAssignment(request);
        }
    }

    private static bool Contradicts(string? told, string? actual) => told is not null && told != actual;

    private ErrorCode Check(SyncGroupRequest request)
    {
        if (group.State == GroupState.Dead)
        {
            return ErrorCode.CoordinatorNotAvailable;
        }

        ErrorCode identity = group.Identify(request.MemberId, request.GroupInstanceId);
        if (identity != ErrorCode.None)
        {
            return identity;
        }

        if (request.GenerationId != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        if (Contradicts(request.ProtocolType, group.ProtocolType) || Contradicts(request.ProtocolName, group.Protocol))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        return group.State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    private void WriteAssignment(SyncGroupRequest request)
    {
        var assignments = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (SyncGroupRequest.SyncGroupRequestAssignment assignment in request.Assignments)
        {
            assignments[assignment.MemberId] = assignment.Assignment.ToArray();
        }

        int generation = _generationBeingWritten = group.Generation;
        outbox.Append(new GroupWrite([GroupRecords.Group(group, assignments)], error =>
        {
            if (_generationBeingWritten == generation)
            {
                _generationBeingWritten = NoGeneration;
            }

            // While the record was on its way the group may have started over; then nobody waits for this assignment any more.
            if (group.State == GroupState.CompletingRebalance && group.Generation == generation)
            {
                Written(error, assignments);
            }
        }));
    }

    private void Written(ErrorCode error, Dictionary<string, byte[]> assignments)
    {
        if (error != ErrorCode.None)
        {
            rebalance.AnswerSyncs(GroupErrors.OfGroup(error));
            rebalance.RebalanceOrComplete();
            return;
        }

        foreach (GroupMember member in group.Members.All)
        {
            member.Assignment = assignments.GetValueOrDefault(member.Id);
        }

        group.TransitionTo(GroupState.Stable);
        rebalance.AnswerSyncs(ErrorCode.None);
    }
}
