using System.Buffers.Binary;

namespace Weir.Protocol.Records;

/// <summary>
/// The control record that ends a transaction in a partition (KIP-98): key version and type, then the version of the value and the
/// epoch of the coordinator that wrote it.
/// </summary>
/// <param name="IsCommit">Whether what the producer wrote since its first open batch counts, or not.</param>
/// <param name="CoordinatorEpoch">Leader epoch of the partition of <c>__transaction_state</c> behind the transaction.</param>
public readonly record struct TransactionMarker(bool IsCommit, int CoordinatorEpoch)
{
    private const int KeySize = 4;
    private const int ValueSize = 6;
    private const short AbortType = 0;
    private const short CommitType = 1;

    /// <summary>Reads the marker out of the first record of a control batch.</summary>
    /// <returns>False for control records of other types, and for what is none.</returns>
    public static bool TryRead(in Record record, out TransactionMarker marker)
    {
        marker = default;
        if (record.Key is not { Length: >= KeySize } key || record.Value is not { Length: >= ValueSize } value)
        {
            return false;
        }

        short type = BinaryPrimitives.ReadInt16BigEndian(key.Span[sizeof(short)..]);
        marker = new TransactionMarker(type == CommitType, BinaryPrimitives.ReadInt32BigEndian(value.Span[sizeof(short)..]));
        return type is AbortType or CommitType;
    }

    /// <summary>Reads the marker out of a control batch.</summary>
    /// <returns>False for control batches of other types, and for what is none.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> batch, out TransactionMarker marker)
    {
        marker = default;
        using var reader = new RecordBatchReader();
        try
        {
            reader.Open(batch, verifyCrc: false);
            return reader.Header.IsControl && reader.TryRead(out Record record) && TryRead(record, out marker);
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    /// <summary>The control batch that carries this marker.</summary>
    /// <param name="producerId">Whose transaction ends.</param>
    /// <param name="producerEpoch">Epoch from which on the producer may write again; under transactions V2 one above that of the data (KIP-890).</param>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    public byte[] Encode(long producerId, short producerEpoch, long timestamp)
    {
        Span<byte> key = stackalloc byte[KeySize];
        key.Clear();
        BinaryPrimitives.WriteInt16BigEndian(key[sizeof(short)..], IsCommit ? CommitType : AbortType);
        Span<byte> value = stackalloc byte[ValueSize];
        value.Clear();
        BinaryPrimitives.WriteInt32BigEndian(value[sizeof(short)..], CoordinatorEpoch);
        using var builder = new RecordBatchBuilder
        {
            ProducerId = producerId,
            ProducerEpoch = producerEpoch,
            IsTransactional = true,
            IsControl = true,
        };
        builder.Append(timestamp, key, value);
        return builder.Build().ToArray();
    }
}
