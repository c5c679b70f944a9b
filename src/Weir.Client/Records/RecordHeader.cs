using System.Text;

namespace Weir.Client;

/// <summary>One header of a record. A null value differs from an empty one.</summary>
public readonly record struct RecordHeader(string Key, ReadOnlyMemory<byte>? Value)
{
    /// <summary>A header with a UTF-8 text value.</summary>
    public RecordHeader(string key, string value)
        : this(key, Encoding.UTF8.GetBytes(value))
    {
    }

    /// <summary>The value read as UTF-8, or null.</summary>
    public string? AsText() => Value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
}
