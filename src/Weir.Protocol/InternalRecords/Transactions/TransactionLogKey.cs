namespace Weir.Protocol.InternalRecords;

/// <summary>Transaction Log Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 0)]
public sealed partial class TransactionLogKey
{
    public string TransactionalId { get; set; } = "";
}
