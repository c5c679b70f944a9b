namespace Weir.Protocol.Messages;

/// <summary>FindCoordinator request (API key 10), versions 0 to 6.</summary>
[Message(ApiKey.FindCoordinator, MessageKind.Request, 0, 6, FlexibleFrom = 3)]
public sealed partial class FindCoordinatorRequest
{
    [Field(Until = 3)]
    public string Key { get; set; } = "";

    [Field(Since = 1)]
    public sbyte KeyType { get; set; }

    [Field(Since = 4)]
    public List<string> CoordinatorKeys { get; set; } = [];
}
