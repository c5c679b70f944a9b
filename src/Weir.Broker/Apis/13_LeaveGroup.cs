using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>LeaveGroup, versions 0 to 5: one member until v2; from v3 several, each with an error of its own (KIP-345); reasons in v5 (KIP-800).</summary>
internal sealed class LeaveGroupHandler(GroupCoordinator groups) : ApiHandler<LeaveGroupRequest, LeaveGroupResponse>(0, 5)
{
    private const short BatchesMembers = 3;

    protected override ValueTask<LeaveGroupResponse?> HandleAsync(LeaveGroupRequest request, RequestContext context)
    {
        var response = new LeaveGroupResponse();
        if (request.GroupId.Length == 0)
        {
            response.ErrorCode = ErrorCode.InvalidGroupId;
        }
        else if (context.ApiVersion >= BatchesMembers)
        {
            response.Members.AddRange(groups.Leave(request.GroupId, request.Members));
        }
        else
        {
            response.ErrorCode = groups.Leave(request.GroupId, [new() { MemberId = request.MemberId }])[0].ErrorCode;
        }

        return new ValueTask<LeaveGroupResponse?>(response);
    }
}
