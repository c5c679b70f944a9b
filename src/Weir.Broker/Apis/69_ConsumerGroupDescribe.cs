using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ConsumerGroupDescribe, versions 0 to 1 (KIP-848): epochs, members with their present and target assignments, and from v1 which protocol each member speaks
/// (KIP-1099). GROUP_ID_NOT_FOUND for groups of other kinds too.
/// </summary>
internal sealed class ConsumerGroupDescribeHandler(GroupCoordinator groups) : ApiHandler<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(0, 1)
{
    protected override ValueTask<ConsumerGroupDescribeResponse?> HandleAsync(ConsumerGroupDescribeRequest request, RequestContext context)
    {
        var response = new ConsumerGroupDescribeResponse();
        foreach (string groupId in request.GroupIds)
        {
            response.Groups.Add(Describe(groupId, request.IncludeAuthorizedOperations));
        }

        return new ValueTask<ConsumerGroupDescribeResponse?>(response);
    }

    private ConsumerGroupDescribeResponse.DescribedGroup Describe(string groupId, bool withOperations)
    {
        if (groupId.Length == 0)
        {
            return new() { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        if (!groups.TryDescribeConsumer(groupId, out ConsumerGroupDescribeResponse.DescribedGroup? group, out bool exists))
        {
            string message = exists ? $"Group {groupId} is not a consumer group." : $"Group {groupId} not found.";
            return new() { GroupId = groupId, ErrorCode = ErrorCode.GroupIdNotFound, ErrorMessage = message };
        }

        if (withOperations)
        {
            group.AuthorizedOperations = AuthorizedOperations.AllOnGroup;
        }

        return group;
    }

    protected override ConsumerGroupDescribeResponse? ErrorResponse(ConsumerGroupDescribeRequest request, short version, ErrorCode error) => new()
    {
        Groups = request.GroupIds.ConvertAll(group => new ConsumerGroupDescribeResponse.DescribedGroup { GroupId = group, ErrorCode = error }),
    };
}
