namespace Weir.Protocol.Messages;

/// <summary>Consumer Protocol Assignment, versions 0 to 3.</summary>
[Structure(0, 3)]
public sealed partial class ConsumerProtocolAssignment
{
    public List<TopicPartition> AssignedPartitions { get; set; } = [];

    public ReadOnlyMemory<byte>? UserData { get; set; }

    public sealed partial class TopicPartition
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
