namespace Weir.Protocol.Messages;

/// <summary>DeleteShareGroupOffsets request (API key 92), versions 0 to 0.</summary>
[Message(ApiKey.DeleteShareGroupOffsets, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class DeleteShareGroupOffsetsRequest
{
    public string GroupId { get; set; } = "";

    public List<DeleteShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    public sealed partial class DeleteShareGroupOffsetsRequestTopic
    {
        public string TopicName { get; set; } = "";
    }
}
