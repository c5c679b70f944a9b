namespace Weir.Protocol.Messages;

/// <summary>Consumer Protocol Subscription, versions 0 to 3.</summary>
[Structure(0, 3)]
public sealed partial class ConsumerProtocolSubscription
{
    public List<string> Topics { get; set; } = [];

    public ReadOnlyMemory<byte>? UserData { get; set; }

    [Field(Since = 1)]
    public List<TopicPartition> OwnedPartitions { get; set; } = [];

    [Field(Since = 2)]
    public int GenerationId { get; set; } = -1;

    [Field(Since = 3)]
    public string? RackId { get; set; }

    public sealed partial class TopicPartition
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
