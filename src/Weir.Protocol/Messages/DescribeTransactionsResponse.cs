namespace Weir.Protocol.Messages;

/// <summary>DescribeTransactions response (API key 65), versions 0 to 0.</summary>
[Message(ApiKey.DescribeTransactions, MessageKind.Response, 0, 0, FlexibleFrom = 0)]
public sealed partial class DescribeTransactionsResponse : IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<TransactionStateData> TransactionStates { get; set; } = [];

    public sealed partial class TransactionStateData
    {
        public ErrorCode ErrorCode { get; set; }

        public string TransactionalId { get; set; } = "";

        public string TransactionState { get; set; } = "";

        public int TransactionTimeoutMs { get; set; }

        public long TransactionStartTimeMs { get; set; }

        public long ProducerId { get; set; }

        public short ProducerEpoch { get; set; }

        public List<TopicData> Topics { get; set; } = [];
    }

    public sealed partial class TopicData
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
