namespace Weir.Protocol.Records;

/// <summary>The headers of a record that was read, decoded one by one as they are enumerated.</summary>
public readonly struct RecordHeaders
{
    private readonly ReadOnlyMemory<byte> _encoded;

    internal RecordHeaders(ReadOnlyMemory<byte> encoded, int count)
    {
        _encoded = encoded;
        Count = count;
    }

    public int Count { get; }

    public Enumerator GetEnumerator() => new(_encoded, Count);

    public Header[] ToArray()
    {
        if (Count == 0)
        {
            return [];
        }

        var headers = new Header[Count];
        int index = 0;
        foreach (Header header in this)
        {
            headers[index++] = header;
        }

        return headers;
    }

    /// <summary>Walks encoded headers; their lengths were checked when the record was read.</summary>
    public struct Enumerator
    {
        private readonly ReadOnlyMemory<byte> _encoded;
        private int _left;
        private int _position;

        internal Enumerator(ReadOnlyMemory<byte> encoded, int count)
        {
            _encoded = encoded;
            _left = count;
            _position = 0;
        }

        public Header Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            ReadOnlyMemory<byte> key = Next() ?? default;
            Current = new Header(key, Next());
            return true;
        }

        private ReadOnlyMemory<byte>? Next()
        {
            if (!Varint.TryRead(_encoded.Span, ref _position, out int length) || length < 0)
            {
                return null;
            }

            int start = _position;
            _position += length;
            return _encoded.Slice(start, length);
        }
    }
}
