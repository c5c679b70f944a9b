namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Regular Expression Value, versions 0 to 0.</summary>
[Structure(0, 0, FlexibleFrom = 0, Id = 16)]
public sealed partial class ConsumerGroupRegularExpressionValue
{
    public List<string> Topics { get; set; } = [];

    public long Version { get; set; }

    public long Timestamp { get; set; }
}
