using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>The bytes of one record, in the thread's scratch or where the caller has them.</summary>
internal readonly ref struct SerializedRecord
{
    public required NullableBytes Key { get; init; }

    public required NullableBytes Value { get; init; }

    public required ReadOnlySpan<Header> Headers { get; init; }

    /// <summary>The most bytes it can take in a batch.</summary>
    public required int Size { get; init; }
}
