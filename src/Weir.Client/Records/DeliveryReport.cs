namespace Weir.Client;

/// <summary>How a record sent with <c>Post</c> ended.</summary>
/// <param name="Metadata">Topic and partition always; the offset when it was acknowledged.</param>
/// <param name="Error">Null when the record was acknowledged.</param>
/// <param name="State">What the caller passed along.</param>
public readonly record struct DeliveryReport(RecordMetadata Metadata, KafkaException? Error, object? State)
{
    public bool IsDelivered => Error is null;
}
