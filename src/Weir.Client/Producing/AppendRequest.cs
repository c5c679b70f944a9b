using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>A serialized record on its way into a batch.</summary>
internal readonly ref struct AppendRequest
{
    public required long TimestampMs { get; init; }

    public required NullableBytes Key { get; init; }

    public required NullableBytes Value { get; init; }

    public required ReadOnlySpan<Header> Headers { get; init; }

    public required DeliveryTarget Target { get; init; }

    /// <summary>The most bytes the record can take in a batch.</summary>
    public required int Size { get; init; }

    /// <summary>Bytes of buffer memory the caller has reserved for a new batch already.</summary>
    public int Granted { get; init; }
}
