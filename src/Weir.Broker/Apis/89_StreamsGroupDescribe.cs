using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// StreamsGroupDescribe, version 0 (KIP-1071): the topology, epochs, and members with the tasks they have and are to have. GROUP_ID_NOT_FOUND for groups of
/// other kinds too.
/// </summary>
internal sealed class StreamsGroupDescribeHandler(GroupCoordinator groups) : ApiHandler<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse>(0, 0)
{
    protected override ValueTask<StreamsGroupDescribeResponse?> HandleAsync(StreamsGroupDescribeRequest request, RequestContext context) => new(new StreamsGroupDescribeResponse
    {
        Groups = request.GroupIds.ConvertAll(groupId => Describe(groupId, request.IncludeAuthorizedOperations)),
    });

    private StreamsGroupDescribeResponse.DescribedGroup Describe(string groupId, bool withOperations)
    {
        if (groupId.Length == 0)
        {
            return new() { GroupId = groupId, ErrorCode = ErrorCode.InvalidGroupId };
        }

        if (!groups.TryDescribeStreams(groupId, out StreamsGroupDescribeResponse.DescribedGroup? group, out bool exists))
        {
            string message = exists ? $"Group {groupId} is not a streams group." : $"Group {groupId} not found.";
            return new() { GroupId = groupId, ErrorCode = ErrorCode.GroupIdNotFound, ErrorMessage = message };
        }

        if (withOperations)
        {
            group.AuthorizedOperations = AuthorizedOperations.AllOnGroup;
        }

        return group;
    }

    protected override StreamsGroupDescribeResponse? ErrorResponse(StreamsGroupDescribeRequest request, short version, ErrorCode error) => new()
    {
        Groups = request.GroupIds.ConvertAll(group => new StreamsGroupDescribeResponse.DescribedGroup { GroupId = group, ErrorCode = error }),
    };
}
