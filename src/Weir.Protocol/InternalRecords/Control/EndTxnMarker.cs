namespace Weir.Protocol.InternalRecords;

/// <summary>End Txn Marker, versions 0 to 0.</summary>
[Structure(0, 0)]
public sealed partial class EndTxnMarker
{
    public int CoordinatorEpoch { get; set; }
}
