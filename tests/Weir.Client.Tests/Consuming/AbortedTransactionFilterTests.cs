using System.Buffers.Binary;
using Weir.Client.Consuming;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Client.Tests.Consuming;

public sealed class AbortedTransactionFilterTests
{
    private const short Abort = 0;
    private const short Commit = 1;

    [Fact]
    public void IsAborted_only_between_the_first_offset_and_the_abort_marker_of_the_same_producer()
    {
        var filter = new AbortedTransactionFilter();
        filter.Start([Aborted(7, 10), Aborted(7, 40)]);

        Assert.False(See(filter, Data(5, 7)));
        Assert.True(See(filter, Data(10, 7)));
        Assert.False(See(filter, Data(15, 8)));
        Assert.False(See(filter, Data(16, 7, isTransactional: false)));
        Assert.False(See(filter, Marker(20, 8, Abort)));
        Assert.True(See(filter, Data(21, 7)));
        Assert.False(See(filter, Marker(22, 7, Abort)));
        Assert.False(See(filter, Data(23, 7)));
        Assert.False(See(filter, Marker(30, 7, Commit)));
        Assert.True(See(filter, Data(40, 7)));
    }

    [Fact]
    public void Start_forgets_what_an_earlier_chunk_has_left_open()
    {
        var filter = new AbortedTransactionFilter();
        filter.Start([Aborted(7, 0)]);
        Assert.True(See(filter, Data(1, 7)));
        filter.Start([]);
        Assert.False(See(filter, Data(2, 7)));
    }

    private static FetchResponse.AbortedTransaction Aborted(long producerId, long firstOffset) => new() { ProducerId = producerId, FirstOffset = firstOffset };

    private static bool See(AbortedTransactionFilter filter, ReadOnlyMemory<byte> batch)
    {
        Assert.True(RecordBatchHeader.TryRead(batch.Span, out RecordBatchHeader header));
        return filter.IsAborted(in header, batch);
    }

    private static ReadOnlyMemory<byte> Data(long offset, long producerId, bool isTransactional = true) =>
        Batch(offset, producerId, isTransactional, isControl: false, "k"u8.ToArray());

    private static ReadOnlyMemory<byte> Marker(long offset, long producerId, short type)
    {
        byte[] key = new byte[4];
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(2), type);
        return Batch(offset, producerId, isTransactional: true, isControl: true, key);
    }

    private static ReadOnlyMemory<byte> Batch(long offset, long producerId, bool isTransactional, bool isControl, byte[] key)
    {
        using var builder = new RecordBatchBuilder
        {
            BaseOffset = offset,
            ProducerId = producerId,
            ProducerEpoch = 0,
            IsTransactional = isTransactional,
            IsControl = isControl,
        };
        builder.Append(0, key, new byte[6]);
        return builder.Build().ToArray();
    }
}
