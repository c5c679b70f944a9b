using Weir.Broker.Groups;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DeleteGroups, versions 0 to 2: only groups without members (NON_EMPTY_GROUP, GROUP_ID_NOT_FOUND); answered when the deletions are durable (KIP-229), with
/// share groups those of their delivery states (KIP-932).
/// </summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator groups, Func<string, Task<ErrorCode>> deleteShareState) : ApiHandler<DeleteGroupsRequest, DeleteGroupsResponse>(0, 2)
{
    protected override async ValueTask<DeleteGroupsResponse?> HandleAsync(DeleteGroupsRequest request, RequestContext context)
    {
        // All are started before the first is awaited, so that they share a flush.
        List<(string GroupId, Task<ErrorCode> Deleted)> deletions = request.GroupsNames.ConvertAll(groupId => (groupId, DeleteAsync(groupId)));
        var response = new DeleteGroupsResponse();
        foreach ((string groupId, Task<ErrorCode> deleted) in deletions)
        {
            response.Results.Add(new() { GroupId = groupId, ErrorCode = await deleted });
        }

        return response;
    }

    private async Task<ErrorCode> DeleteAsync(string groupId)
    {
        ErrorCode error = await groups.DeleteAsync(groupId);
        return error == ErrorCode.None ? await deleteShareState(groupId) : error;
    }

    protected override DeleteGroupsResponse? ErrorResponse(DeleteGroupsRequest request, short version, ErrorCode error) => new()
    {
        Results = request.GroupsNames.ConvertAll(group => new DeleteGroupsResponse.DeletableGroupResult { GroupId = group, ErrorCode = error }),
    };
}
