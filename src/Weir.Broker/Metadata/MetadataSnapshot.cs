using System.Buffers.Binary;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>
/// A snapshot of the cluster metadata in Kafka's format (KIP-630): batches at offsets from 0 on, the first record a SnapshotHeader, the last
/// a SnapshotFooter, and between them the fewest records that say what the metadata is.
/// </summary>
internal static class MetadataSnapshot
{
    private const short HeaderType = 3;
    private const short FooterType = 4;
    private const short Version0 = 0;
    private const int ControlKeySize = 2 * sizeof(short);
    private const int MaxBatchBytes = 1024 * 1024;

    /// <summary>The file, batch by batch; each is valid until the next one is asked for.</summary>
    /// <param name="records">Framed metadata records.</param>
    /// <param name="quorum">Control records to carry on.</param>
    /// <param name="epoch">Leader epoch of the last record that the snapshot stands for.</param>
    /// <param name="lastContainedTimestamp">Time of that record, in milliseconds since the epoch.</param>
    /// <param name="nowMs">Time of the snapshot's own records.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Encode(
        IReadOnlyList<byte[]> records, QuorumRecords quorum, int epoch, long lastContainedTimestamp, long nowMs)
    {
        using var builder = new RecordBatchBuilder { IsControl = true };
        builder.Append(nowMs, ControlKey(HeaderType), Encode(new SnapshotHeaderRecord { LastContainedLogTimestamp = lastContainedTimestamp }));
        foreach ((byte[] key, byte[] value) in quorum.All)
        {
            builder.Append(nowMs, key, value);
        }

        long offset = 0;
        yield return Take(builder, ref offset, epoch);
        builder.Reset();
        foreach (byte[] record in records)
        {
            if (!builder.HasRoomFor(RecordBatch.RecordSizeUpperBound(-1, record.Length), MaxBatchBytes))
            {
                yield return Take(builder, ref offset, epoch);
                builder.Reset();
            }

            builder.Append(nowMs, NullableBytes.Null, record);
        }

        if (builder.RecordCount > 0)
        {
            yield return Take(builder, ref offset, epoch);
            builder.Reset();
        }

        builder.IsControl = true;
        builder.Append(nowMs, ControlKey(FooterType), Encode(new SnapshotFooterRecord()));
        yield return Take(builder, ref offset, epoch);
    }

    /// <summary>Hands on the records of a snapshot that <see cref="Check"/> has found sound.</summary>
    /// <param name="content">The file.</param>
    /// <param name="quorum">Takes control records to carry on.</param>
    /// <param name="apply">Takes each metadata record.</param>
    /// <param name="lastContainedTimestamp">Time of the last record it stands for, in milliseconds since the epoch.</param>
    /// <exception cref="ProtocolException">A record cannot be applied.</exception>
    public static void Read(ReadOnlyMemory<byte> content, QuorumRecords quorum, Action<ReadOnlyMemory<byte>> apply, out long lastContainedTimestamp)
    {
        lastContainedTimestamp = TimestampOf(content);
        Walk(content, verifyCrc: false, (in Record record, bool isControl) =>
        {
            if (isControl)
            {
                quorum.Track(record);
            }
            else if (record.Value is { } value)
            {
                apply(value);
            }
        });
    }

    /// <summary>Time of the last record that a snapshot stands for, from its header.</summary>
    /// <param name="head">The start of the file, at least its first record.</param>
    /// <exception cref="ProtocolException">The file does not begin with a snapshot's header.</exception>
    public static long TimestampOf(ReadOnlyMemory<byte> head)
    {
        using var reader = new RecordBatchReader();
        reader.Open(head);
        if (!reader.Header.IsControl || !reader.TryRead(out Record record) || QuorumRecords.TypeOf(record) != HeaderType || record.Value is not { } value)
        {
            throw new ProtocolException("It does not begin with a SnapshotHeader.");
        }

        var header = new SnapshotHeaderRecord();
        var body = new ProtocolReader(value);
        header.Read(ref body, Version0);
        return header.LastContainedLogTimestamp;
    }

    private delegate void Visitor(in Record record, bool isControl);

    /// <summary>Reads the whole file, with its checksums.</summary>
    /// <exception cref="ProtocolException">It is torn or damaged.</exception>
    public static void Check(ReadOnlyMemory<byte> content)
    {
        short last = -1;
        bool isFirst = true;
        Walk(content, verifyCrc: true, (in Record record, bool isControl) =>
        {
            last = isControl ? QuorumRecords.TypeOf(record) : (short)-1;
            if (isFirst != (last == HeaderType))
            {
                throw new ProtocolException("Its SnapshotHeader is not its first record.");
            }

            isFirst = false;
        });
        if (last != FooterType)
        {
            throw new ProtocolException("It does not end with a SnapshotFooter.");
        }
    }

    private static void Walk(ReadOnlyMemory<byte> content, bool verifyCrc, Visitor visit)
    {
        using var reader = new RecordBatchReader();
        while (!content.IsEmpty)
        {
            reader.Open(content, verifyCrc);
            while (reader.TryRead(out Record record))
            {
                visit(record, reader.Header.IsControl);
            }

            content = content[reader.Header.TotalSize..];
        }
    }

    private static ReadOnlyMemory<byte> Take(RecordBatchBuilder builder, ref long offset, int epoch)
    {
        builder.BaseOffset = offset;
        builder.PartitionLeaderEpoch = epoch;
        offset += builder.RecordCount;
        return builder.Build();
    }

    private static byte[] ControlKey(short type)
    {
        byte[] key = new byte[ControlKeySize];
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(sizeof(short)), type);
        return key;
    }

    private static byte[] Encode<TRecord>(TRecord record)
        where TRecord : IVersionedStructure
    {
        var size = default(MessageSize);
        record.AddSize(ref size, Version0);
        byte[] bytes = new byte[size.Inline];
        var writer = new ProtocolWriter(bytes);
        record.Write(ref writer, Version0);
        return bytes;
    }
}
