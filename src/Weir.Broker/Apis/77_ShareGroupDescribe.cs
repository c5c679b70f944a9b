using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>ShareGroupDescribe, version 1 (KIP-932): epochs, and members with their assignments. GROUP_ID_NOT_FOUND for groups of other kinds too.</summary>
internal sealed class ShareGroupDescribeHandler(GroupCoordinator groups) : ApiHandler<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(1, 1)
{
    protected override ValueTask<ShareGroupDescribeResponse?> HandleAsync(ShareGroupDescribeRequest request, RequestContext context) => new(new ShareGroupDescribeResponse
    {
        Groups = request.GroupIds.ConvertAll(groupId => Describe(groupId, request.IncludeAuthorizedOperations)),
    });

    private ShareGroupDescribeResponse.DescribedGroup Describe(string groupId, bool withOperations)
    {
        if (groupId.Length == 0)
        {
            return new() { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        if (!groups.TryDescribeShare(groupId, out ShareGroupDescribeResponse.DescribedGroup? group, out bool exists))
        {
            string message = exists ? $"Group {groupId} is not a share group." : $"Group {groupId} not found.";
            return new() { GroupId = groupId, ErrorCode = ErrorCode.GroupIdNotFound, ErrorMessage = message };
        }

        if (withOperations)
        {
            group.AuthorizedOperations = AuthorizedOperations.AllOnGroup;
        }

        return group;
    }

    protected override ShareGroupDescribeResponse? ErrorResponse(ShareGroupDescribeRequest request, short version, ErrorCode error) => new()
    {
        Groups = request.GroupIds.ConvertAll(group => new ShareGroupDescribeResponse.DescribedGroup { GroupId = group, ErrorCode = error }),
    };
}
