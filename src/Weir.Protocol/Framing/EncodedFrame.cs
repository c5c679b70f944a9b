using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weir.Protocol.Framing;

/// <summary>
/// One length-prefixed frame ready to be sent: a pooled buffer with the header and the message, and the record batches
/// that are sent from where they lie.
/// </summary>
/// <remarks>Thread model: owned by one caller at a time. The spliced records must stay valid until <see cref="Dispose"/>.</remarks>
public sealed class EncodedFrame : IDisposable
{
    private readonly List<RecordsSplice> _splices = [];
    private byte[] _buffer = [];
    private int _inlineLength;

    private EncodedFrame()
    {
    }

    /// <summary>Bytes on the wire, the 4-byte length included.</summary>
    public int Length { get; private set; }

    /// <summary>Encodes a request frame with its header.</summary>
    public static EncodedFrame ForRequest<TMessage>(TMessage message, short version, int correlationId, string? clientId)
        where TMessage : IApiMessage
    {
        var header = new Messages.RequestHeader
        {
            RequestApiKey = (short)TMessage.ApiKey,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = clientId,
        };
        return Encode(header, HeaderVersions.OfRequest(version, TMessage.FlexibleFrom), message, version);
    }

    /// <summary>Encodes a response frame with its header.</summary>
    public static EncodedFrame ForResponse<TMessage>(TMessage message, short version, int correlationId)
        where TMessage : IApiMessage
    {
        var header = new Messages.ResponseHeader { CorrelationId = correlationId };
        return Encode(header, HeaderVersions.OfResponse(TMessage.ApiKey, version, TMessage.FlexibleFrom), message, version);
    }

    /// <summary>Appends the frame's pieces, in order, to a gather list for the socket; record batches that lie in no array are copied.</summary>
    public void AppendTo(IList<ArraySegment<byte>> pieces) => ForEachPiece(pieces, static (list, piece) => list.Add(ToSegment(piece)));

    /// <summary>Appends the frame's pieces, in order, with the record batches as the message holds them.</summary>
    public void AppendTo(IList<ReadOnlyMemory<byte>> pieces) => ForEachPiece(pieces, static (list, piece) => list.Add(piece));

    public void Dispose()
    {
        _splices.Clear();
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static EncodedFrame Encode(IProtocolStructure header, short headerVersion, IProtocolStructure message, short version)
    {
        var size = default(MessageSize);
        size.Add(sizeof(int));
        header.AddSize(ref size, headerVersion);
        message.AddSize(ref size, version);

        var frame = new EncodedFrame
        {
            Length = size.Total,
            _inlineLength = size.Inline,
            _buffer = ArrayPool<byte>.Shared.Rent(size.Inline),
        };
        BinaryPrimitives.WriteInt32BigEndian(frame._buffer, size.Total - sizeof(int));
        var writer = new ProtocolWriter(frame._buffer.AsSpan(sizeof(int), size.Inline - sizeof(int)), frame._splices);
        header.Write(ref writer, headerVersion);
        message.Write(ref writer, version);
        if (writer.Position != size.Inline - sizeof(int))
        {
            throw new InvalidOperationException($"{message.GetType().Name} v{version} wrote {writer.Position} bytes but announced {size.Inline - sizeof(int)}.");
        }

        frame.ShiftSplices();
        return frame;
    }

    private void ForEachPiece<TList>(TList pieces, Action<TList, ReadOnlyMemory<byte>> add)
    {
        int start = 0;
        foreach (RecordsSplice splice in _splices)
        {
            add(pieces, _buffer.AsMemory(start, splice.Position - start));
            add(pieces, splice.Records);
            start = splice.Position;
        }

        if (start < _inlineLength)
        {
            add(pieces, _buffer.AsMemory(start, _inlineLength - start));
        }
    }

    private static ArraySegment<byte> ToSegment(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) ? segment : new ArraySegment<byte>(memory.ToArray());

    // The writer counts from behind the length prefix; the buffer counts from the prefix itself.
    private void ShiftSplices()
    {
        for (int i = 0; i < _splices.Count; i++)
        {
            _splices[i] = _splices[i] with { Position = _splices[i].Position + sizeof(int) };
        }
    }
}
