namespace Weir.Protocol.Messages;

/// <summary>CreatePartitions response (API key 37), versions 0 to 3.</summary>
[Message(ApiKey.CreatePartitions, MessageKind.Response, 0, 3, FlexibleFrom = 2)]
public sealed partial class CreatePartitionsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<CreatePartitionsTopicResult> Results { get; set; } = [];

    public sealed partial class CreatePartitionsTopicResult
    {
        public string Name { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
