namespace Weir.Protocol.Messages;

/// <summary>FindCoordinator response (API key 10), versions 0 to 6.</summary>
[Message(ApiKey.FindCoordinator, MessageKind.Response, 0, 6, FlexibleFrom = 3)]
public sealed partial class FindCoordinatorResponse : IErrorResponse, IThrottledResponse
{
    [Field(Since = 1)]
    public int ThrottleTimeMs { get; set; }

    [Field(Until = 3)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 1, Until = 3)]
    public string? ErrorMessage { get; set; } = "";

    [Field(Until = 3)]
    public int NodeId { get; set; }

    [Field(Until = 3)]
    public string Host { get; set; } = "";

    [Field(Until = 3)]
    public int Port { get; set; }

    [Field(Since = 4)]
    public List<Coordinator> Coordinators { get; set; } = [];

    public sealed partial class Coordinator
    {
        public string Key { get; set; } = "";

        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
