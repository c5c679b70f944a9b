namespace Weir.Protocol.Messages;

/// <summary>ListTransactions request (API key 66), versions 0 to 2.</summary>
[Message(ApiKey.ListTransactions, MessageKind.Request, 0, 2, FlexibleFrom = 0)]
public sealed partial class ListTransactionsRequest
{
    public List<string> StateFilters { get; set; } = [];

    public List<long> ProducerIdFilters { get; set; } = [];

    [Field(Since = 1)]
    public long DurationFilter { get; set; } = -1;

    [Field(Since = 2)]
    public string? TransactionalIdPattern { get; set; }
}
