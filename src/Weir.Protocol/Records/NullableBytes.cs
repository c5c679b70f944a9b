namespace Weir.Protocol.Records;

/// <summary>A key or value to be appended: bytes, or null, which is not the same as no bytes. The default is null.</summary>
public readonly ref struct NullableBytes
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _hasValue;

    public NullableBytes(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _hasValue = true;
    }

    public static NullableBytes Null => default;

    public bool IsNull => !_hasValue;

    /// <summary>The bytes; empty when null.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Number of bytes; -1 when null, as records encode it.</summary>
    public int Length => _hasValue ? _bytes.Length : -1;

    public static implicit operator NullableBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    public static implicit operator NullableBytes(Span<byte> bytes) => new(bytes);

    public static implicit operator NullableBytes(ReadOnlyMemory<byte> bytes) => new(bytes.Span);

    public static implicit operator NullableBytes(ReadOnlyMemory<byte>? bytes) => bytes is { } present ? new(present.Span) : default;

    public static implicit operator NullableBytes(byte[]? bytes) => bytes is null ? default : new(bytes);
}
