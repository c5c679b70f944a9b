using Weir.Broker.Groups;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>ListGroups, versions 0 to 5: filtered by state from v4 (KIP-518), by type in v5 (KIP-848); upper and lower case are alike, an empty filter lets all pass.</summary>
internal sealed class ListGroupsHandler(GroupCoordinator groups) : ApiHandler<ListGroupsRequest, ListGroupsResponse>(0, 5)
{
    protected override ValueTask<ListGroupsResponse?> HandleAsync(ListGroupsRequest request, RequestContext context)
    {
        List<ListGroupsResponse.ListedGroup> listed = groups.List();
        listed.RemoveAll(group => !Passes(request.StatesFilter, group.GroupState) || !Passes(request.TypesFilter, group.GroupType));
        return new ValueTask<ListGroupsResponse?>(new ListGroupsResponse { Groups = listed });
    }

    private static bool Passes(List<string> filter, string value) => filter.Count == 0 || filter.Contains(value, StringComparer.OrdinalIgnoreCase);
}
