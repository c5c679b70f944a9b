namespace Weir.Protocol.Messages;

/// <summary>Response Header, versions 0 to 1.</summary>
[Structure(0, 1, FlexibleFrom = 1)]
public sealed partial class ResponseHeader
{
    public int CorrelationId { get; set; }
}
