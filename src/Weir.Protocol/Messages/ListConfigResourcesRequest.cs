namespace Weir.Protocol.Messages;

/// <summary>ListConfigResources request (API key 74), versions 0 to 1.</summary>
[Message(ApiKey.ListConfigResources, MessageKind.Request, 0, 1, FlexibleFrom = 0)]
public sealed partial class ListConfigResourcesRequest
{
    [Field(Since = 1)]
    public List<sbyte> ResourceTypes { get; set; } = [];
}
