namespace Weir.Protocol.Messages;

/// <summary>DescribeTransactions request (API key 65), versions 0 to 0.</summary>
[Message(ApiKey.DescribeTransactions, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class DescribeTransactionsRequest
{
    public List<string> TransactionalIds { get; set; } = [];
}
