namespace Weir.Protocol.Messages;

/// <summary>DeleteGroups request (API key 42), versions 0 to 2.</summary>
[Message(ApiKey.DeleteGroups, MessageKind.Request, 0, 2, FlexibleFrom = 2)]
public sealed partial class DeleteGroupsRequest
{
    public List<string> GroupsNames { get; set; } = [];
}
