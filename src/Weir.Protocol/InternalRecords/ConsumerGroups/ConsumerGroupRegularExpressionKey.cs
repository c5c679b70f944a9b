namespace Weir.Protocol.InternalRecords;

/// <summary>Consumer Group Regular Expression Key, versions 0 to 0.</summary>
[Structure(0, 0, Id = 16)]
public sealed partial class ConsumerGroupRegularExpressionKey
{
    public string GroupId { get; set; } = "";

    public string RegularExpression { get; set; } = "";
}
