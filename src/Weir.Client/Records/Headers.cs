using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>Headers of a record, in order; a key may occur more than once (KIP-82).</summary>
/// <remarks>Thread model: not synchronised. A producer reads it during the send call only.</remarks>
public sealed class Headers : IReadOnlyList<Header>
{
    private readonly List<Header> _items;

    public Headers() => _items = [];

    internal Headers(int capacity) => _items = new List<Header>(capacity);

    /// <summary>What a record without headers has; do not add to it.</summary>
    internal static Headers None { get; } = new();

    internal ReadOnlySpan<Header> Span => CollectionsMarshal.AsSpan(_items);

    public int Count => _items.Count;

    public Header this[int index] => _items[index];

    public Headers Add(Header header)
    {
        if (ReferenceEquals(this, None))
        {
            throw new InvalidOperationException("These are the headers of a record that has none; make a new Headers instead.");
        }

        _items.Add(header);
        return this;
    }

    /// <summary>Adds a header; a null value differs from an empty one.</summary>
    public Headers Add(string key, ReadOnlyMemory<byte>? value) => Add(new Header(key, value));

    /// <summary>Adds a header; a null array is a null value.</summary>
    public Headers Add(string key, byte[]? value) => Add(new Header(key, value));

    /// <summary>Adds a header with a UTF-8 text value.</summary>
    public Headers Add(string key, string value) => Add(new Header(key, Encoding.UTF8.GetBytes(value)));

    /// <summary>The last header with this key, as Java's <c>lastHeader</c> finds it.</summary>
    public bool TryGetLast(string key, out Header header)
    {
        for (int i = _items.Count - 1; i >= 0; i--)
        {
            if (_items[i].Key == key)
            {
                header = _items[i];
                return true;
            }
        }

        header = default;
        return false;
    }

    /// <summary>The last value of this key as UTF-8 text; null when there is none.</summary>
    public string? LastText(string key) =>
        TryGetLast(key, out Header header) && header.Value is { } value ? Encoding.UTF8.GetString(value.Span) : null;

    public IEnumerator<Header> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
