namespace Weir.Protocol.Records;

/// <summary>One record of a batch. Key, value and headers refer to the reader's memory and live as long as it does.</summary>
public readonly struct Record
{
    private readonly ReadOnlyMemory<byte> _records;
    private readonly int _keyStart;
    private readonly int _keyLength;
    private readonly int _valueStart;
    private readonly int _valueLength;
    private readonly int _headersStart;
    private readonly int _headersLength;
    private readonly int _headerCount;

    internal Record(ReadOnlyMemory<byte> records, in RecordLayout layout, long offset, long timestamp)
    {
        _records = records;
        _keyStart = layout.KeyStart;
        _keyLength = layout.KeyLength;
        _valueStart = layout.ValueStart;
        _valueLength = layout.ValueLength;
        _headersStart = layout.HeadersStart;
        _headersLength = layout.HeadersLength;
        _headerCount = layout.HeaderCount;
        Offset = offset;
        Timestamp = timestamp;
    }

    public long Offset { get; }

    /// <summary>Milliseconds since the epoch; the time of the append when the batch says so (KIP-32).</summary>
    public long Timestamp { get; }

    public bool HasKey => _keyLength >= 0;

    public bool HasValue => _valueLength >= 0;

    public ReadOnlyMemory<byte>? Key => Slice(_keyStart, _keyLength);

    public ReadOnlyMemory<byte>? Value => Slice(_valueStart, _valueLength);

    public RecordHeaders Headers => new(_records.Slice(_headersStart, _headersLength), _headerCount);

    private ReadOnlyMemory<byte>? Slice(int start, int length) => length < 0 ? default(ReadOnlyMemory<byte>?) : _records.Slice(start, length);
}
