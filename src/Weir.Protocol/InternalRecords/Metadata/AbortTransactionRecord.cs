namespace Weir.Protocol.InternalRecords;

/// <summary>Abort Transaction Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 25)]
public sealed partial class AbortTransactionRecord
{
    [Field(Tag = 0)]
    public string? Reason { get; set; }
}
