namespace Weir.Protocol.Messages;

/// <summary>PushTelemetry request (API key 72), versions 0 to 0.</summary>
[Message(ApiKey.PushTelemetry, MessageKind.Request, 0, 0, FlexibleFrom = 0)]
public sealed partial class PushTelemetryRequest
{
    public Guid ClientInstanceId { get; set; }

    public int SubscriptionId { get; set; }

    public bool Terminating { get; set; }

    public sbyte CompressionType { get; set; }

    public ReadOnlyMemory<byte> Metrics { get; set; }
}
