namespace Weir.Protocol.Messages;

/// <summary>AddPartitionsToTxn response (API key 24), versions 0 to 5.</summary>
[Message(ApiKey.AddPartitionsToTxn, MessageKind.Response, 0, 5, FlexibleFrom = 3)]
public sealed partial class AddPartitionsToTxnResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 4)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 4)]
    public List<AddPartitionsToTxnResult> ResultsByTransaction { get; set; } = [];

    [Field(Until = 3)]
    public List<AddPartitionsToTxnTopicResult> ResultsByTopicV3AndBelow { get; set; } = [];

    public sealed partial class AddPartitionsToTxnResult
    {
        public string TransactionalId { get; set; } = "";

        public List<AddPartitionsToTxnTopicResult> TopicResults { get; set; } = [];
    }

    public sealed partial class AddPartitionsToTxnTopicResult
    {
        public string Name { get; set; } = "";

        public List<AddPartitionsToTxnPartitionResult> ResultsByPartition { get; set; } = [];
    }

    public sealed partial class AddPartitionsToTxnPartitionResult
    {
        public int PartitionIndex { get; set; }

        public short PartitionErrorCode { get; set; }
    }
}
