namespace Weir.Protocol.InternalRecords;

/// <summary>Feature Level Record, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 12)]
public sealed partial class FeatureLevelRecord
{
    public string Name { get; set; } = "";

    public short FeatureLevel { get; set; }
}
