namespace Weir.Protocol.Messages;

/// <summary>TxnOffsetCommit response (API key 28), versions 0 to 5.</summary>
[Message(ApiKey.TxnOffsetCommit, MessageKind.Response, 0, 5, FlexibleFrom = 3)]
public sealed partial class TxnOffsetCommitResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<TxnOffsetCommitResponseTopic> Topics { get; set; } = [];

    public sealed partial class TxnOffsetCommitResponseTopic
    {
        public string Name { get; set; } = "";

        public List<TxnOffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    public sealed partial class TxnOffsetCommitResponsePartition
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
