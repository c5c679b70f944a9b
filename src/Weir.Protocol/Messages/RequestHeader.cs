namespace Weir.Protocol.Messages;

/// <summary>Request Header, versions 1 to 2.</summary>
[Structure(1, 2, FlexibleFrom = 2)]
public sealed partial class RequestHeader
{
    public short RequestApiKey { get; set; }

    public short RequestApiVersion { get; set; }

    public int CorrelationId { get; set; }

    [Field(NeverFlexible = true)]
    public string? ClientId { get; set; } = "";
}
