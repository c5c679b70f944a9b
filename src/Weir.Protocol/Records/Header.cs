using System.Text;

namespace Weir.Protocol.Records;

/// <summary>A record header (KIP-82): a key, and a value that may be null. Keys may repeat; their order is kept.</summary>
public readonly struct Header : IEquatable<Header>
{
    private readonly string? _key;
    private readonly ReadOnlyMemory<byte> _keyBytes;

    public Header(string key, ReadOnlyMemory<byte>? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        Value = value;
    }

    /// <summary>A null array stands for a null value; without this overload it would become an empty one.</summary>
    public Header(string key, byte[]? value)
        : this(key, value is null ? default(ReadOnlyMemory<byte>?) : value)
    {
    }

    /// <summary>A header whose key is UTF-8 already.</summary>
    public Header(ReadOnlyMemory<byte> keyBytes, ReadOnlyMemory<byte>? value)
    {
        _keyBytes = keyBytes;
        Value = value;
    }

    /// <summary>The key; decoded at every call when the header was read from a batch. Ill-formed UTF-8 is replaced, as the Java client does.</summary>
    public string Key => _key ?? Encoding.UTF8.GetString(_keyBytes.Span);

    public ReadOnlyMemory<byte>? Value { get; }

    internal int KeyLength => _key is null ? _keyBytes.Length : Encoding.UTF8.GetByteCount(_key);

    /// <summary>Compares the key without decoding it.</summary>
    public bool KeyEquals(ReadOnlySpan<byte> utf8) =>
        _key is null ? _keyBytes.Span.SequenceEqual(utf8) : Encoding.UTF8.GetString(utf8) == _key;

    public bool Equals(Header other) =>
        Key == other.Key && Value.HasValue == other.Value.HasValue && Value.GetValueOrDefault().Span.SequenceEqual(other.Value.GetValueOrDefault().Span);

    public override bool Equals(object? obj) => obj is Header other && Equals(other);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Value is { } value ? $"{Key}: {value.Length} bytes" : $"{Key}: null";

    public static bool operator ==(Header left, Header right) => left.Equals(right);

    public static bool operator !=(Header left, Header right) => !left.Equals(right);

    internal void CopyKeyTo(Span<byte> destination)
    {
        if (_key is null)
        {
            _keyBytes.Span.CopyTo(destination);
        }
        else
        {
            Encoding.UTF8.GetBytes(_key, destination);
        }
    }
}
