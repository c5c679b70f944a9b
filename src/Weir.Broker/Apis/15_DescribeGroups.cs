using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>DescribeGroups, versions 0 to 6. A group that does not exist, or is not a classic one, is Dead without an error until v5, GROUP_ID_NOT_FOUND in v6 (KIP-1043).</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator groups) : ApiHandler<DescribeGroupsRequest, DescribeGroupsResponse>(0, 6)
{
    private const short KnowsGroupIdNotFound = 6;

    protected override ValueTask<DescribeGroupsResponse?> HandleAsync(DescribeGroupsRequest request, RequestContext context)
    {
        var response = new DescribeGroupsResponse();
        foreach (string groupId in request.Groups)
        {
            if (!groups.TryDescribe(groupId, out DescribeGroupsResponse.DescribedGroup? group, out bool exists))
            {
                group = new() { GroupId = groupId, GroupState = nameof(GroupState.Dead) };
                if (context.ApiVersion >= KnowsGroupIdNotFound)
                {
                    group.ErrorCode = ErrorCode.GroupIdNotFound;
                    group.ErrorMessage = exists ? $"Group {groupId} is not a classic group." : $"Group {groupId} not found.";
                }
            }

            if (request.IncludeAuthorizedOperations && group.ErrorCode == ErrorCode.None)
            {
                group.AuthorizedOperations = AuthorizedOperations.AllOnGroup;
            }

            response.Groups.Add(group);
        }

        return new ValueTask<DescribeGroupsResponse?>(response);
    }

    protected override DescribeGroupsResponse? ErrorResponse(DescribeGroupsRequest request, short version, ErrorCode error) => new()
    {
        Groups = request.Groups.ConvertAll(group => new DescribeGroupsResponse.DescribedGroup { GroupId = group, ErrorCode = error }),
    };
}
