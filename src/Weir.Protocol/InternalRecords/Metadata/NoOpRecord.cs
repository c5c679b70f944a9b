namespace Weir.Protocol.InternalRecords;

/// <summary>No Op Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 20)]
public sealed partial class NoOpRecord
{
}
