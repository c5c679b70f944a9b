namespace Weir.Protocol.Messages;

/// <summary>ListGroups request (API key 16), versions 0 to 5.</summary>
[Message(ApiKey.ListGroups, MessageKind.Request, 0, 5, FlexibleFrom = 3)]
public sealed partial class ListGroupsRequest
{
    [Field(Since = 4)]
    public List<string> StatesFilter { get; set; } = [];

    [Field(Since = 5)]
    public List<string> TypesFilter { get; set; } = [];
}
