namespace Weir.Protocol.InternalRecords;

/// <summary>Begin Transaction Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 23)]
public sealed partial class BeginTransactionRecord
{
    [Field(Tag = 0)]
    public string? Name { get; set; }
}
