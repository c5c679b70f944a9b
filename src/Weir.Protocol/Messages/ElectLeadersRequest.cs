namespace Weir.Protocol.Messages;

/// <summary>ElectLeaders request (API key 43), versions 0 to 2.</summary>
[Message(ApiKey.ElectLeaders, MessageKind.Request, 0, 2, FlexibleFrom = 2)]
public sealed partial class ElectLeadersRequest
{
    [Field(Since = 1)]
    public sbyte ElectionType { get; set; }

    public List<TopicPartitionsData>? TopicPartitions { get; set; } = [];

    public int TimeoutMs { get; set; } = 60000;

    public sealed partial class TopicPartitionsData
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
