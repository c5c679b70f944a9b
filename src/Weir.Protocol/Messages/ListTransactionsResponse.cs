namespace Weir.Protocol.Messages;

/// <summary>ListTransactions response (API key 66), versions 0 to 2.</summary>
[Message(ApiKey.ListTransactions, MessageKind.Response, 0, 2, FlexibleFrom = 0)]
public sealed partial class ListTransactionsResponse : IErrorResponse, IThrottledResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<string> UnknownStateFilters { get; set; } = [];

    public List<TransactionStateData> TransactionStates { get; set; } = [];

    public sealed partial class TransactionStateData
    {
        public string TransactionalId { get; set; } = "";

        public long ProducerId { get; set; }

        public string TransactionState { get; set; } = "";
    }
}
