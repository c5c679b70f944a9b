using System.Collections;

namespace Weir.Client;

/// <summary>Headers of a record, in order; a key may occur more than once (KIP-82).</summary>
/// <remarks>Thread model: not synchronised. A producer reads it during the send call only.</remarks>
public sealed class Headers : IReadOnlyList<RecordHeader>
{
    private readonly List<RecordHeader> _items;

    public Headers() => _items = [];

    internal Headers(int capacity) => _items = new List<RecordHeader>(capacity);

    /// <summary>What a record without headers has; do not add to it.</summary>
    internal static Headers None { get; } = new();

    public int Count => _items.Count;

    public RecordHeader this[int index] => _items[index];

    public Headers Add(RecordHeader header)
    {
        if (ReferenceEquals(this, None))
        {
            throw new InvalidOperationException("These are the headers of a record that has none; make a new Headers instead.");
        }

        _items.Add(header);
        return this;
    }

    public Headers Add(string key, ReadOnlyMemory<byte>? value) => Add(new RecordHeader(key, value));

    public Headers Add(string key, string value) => Add(new RecordHeader(key, value));

    /// <summary>The last header with this key, as Java's <c>lastHeader</c> finds it.</summary>
    public bool TryGetLast(string key, out RecordHeader header)
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

    public IEnumerator<RecordHeader> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
