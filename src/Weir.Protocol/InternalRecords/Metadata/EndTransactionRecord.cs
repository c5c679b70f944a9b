namespace Weir.Protocol.InternalRecords;

/// <summary>End Transaction Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 24)]
public sealed partial class EndTransactionRecord
{
}
